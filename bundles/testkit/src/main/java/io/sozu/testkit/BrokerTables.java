package io.sozu.testkit;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The README's tables of a broker connector's keys.
 *
 * @param own keys that only this connector has, below a heading of their own
 * @param shared keys that every broker connector has; the same text whoever asks
 */
public record BrokerTables(String own, String shared) {
  private static final Set<String> SHARED =
      Set.of(
          "tls.trust.file",
          "tls.certificate.file",
          "tls.key.file",
          "tls.verify",
          "tls.hostname.verify",
          "batch.requests",
          "batch.bytes",
          "unsettled",
          "unsettled.bytes",
          "retry.min",
          "retry.max",
          "kinds",
          "cluster.prefixes",
          "removal.max",
          "removal.least",
          "paused",
          "dry.run",
          "delay",
          "acknowledge.after",
          "sozu.target");

  /**
   * Those of one connector.
   *
   * @param heading of its own keys
   * @param annotation with all of its keys
   */
  public static BrokerTables of(String heading, Class<?> annotation) {
    List<ConfigKey> keys = ConfigKey.of(annotation);
    return new BrokerTables(
        "### " + heading + "\n\n" + table(keys, key -> !SHARED.contains(key.name())),
        "### Keys of every broker connector\n\n" + table(keys, key -> SHARED.contains(key.name())));
  }

  /** Both, one after the other. */
  public String text() {
    return own + "\n" + shared;
  }

  private static String table(List<ConfigKey> keys, Predicate<ConfigKey> which) {
    return ConfigKey.HEAD
        + keys.stream().filter(which).map(ConfigKey::row).collect(Collectors.joining());
  }
}
