package io.sozu.pulsar.internal.migrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the TOML of the Rust connector 0.1.1 says, as far as it matters here.
 *
 * @param sozuConfig path of Sōzu's own TOML
 * @param url of the broker
 * @param token empty if there is none
 * @param maxRequests of a batch
 * @param maxWait of a batch, as it is written
 * @param listens where it offers metrics
 * @param sentry whether it reports to Sentry
 * @param unknown keys that it does not have
 */
public record RustConfig(
    String sozuConfig,
    String url,
    String token,
    String topic,
    long maxRequests,
    long maxWait,
    String listens,
    boolean sentry,
    List<String> unknown) {
  private static final Set<String> KEYS =
      Set.of(
          "listening-address",
          "sentry",
          "sozu.configuration",
          "sozu.deduplicate",
          "sozu.batch.max-requests",
          "sozu.batch.max-size",
          "sozu.batch.max-wait-time",
          "pulsar.url",
          "pulsar.token",
          "pulsar.topic",
          "pulsar.retry.timeout",
          "pulsar.retry.keep-alive",
          "pulsar.retry.min-backoff-duration",
          "pulsar.retry.max-backoff-duration",
          "pulsar.retry.max-retries");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none, with what is missing; without what is in it
   */
  public static RustConfig read(Path toml) throws IOException {
    JsonNode root;
    try {
      root = new TomlMapper().readTree(toml.toFile());
    } catch (JsonProcessingException e) {
      // Its message quotes the line, which may be the token's.
      throw new IllegalArgumentException(
          toml + " is no TOML: line " + e.getLocation().getLineNr() + " cannot be read", null);
    }
    List<String> unknown = new ArrayList<>();
    gather("", root, unknown);
    return new RustConfig(
        text(toml, root, "sozu", "configuration"),
        text(toml, root, "pulsar", "url"),
        root.path("pulsar").path("token").asText(""),
        text(toml, root, "pulsar", "topic"),
        root.path("sozu").path("batch").path("max-requests").asLong(),
        root.path("sozu").path("batch").path("max-wait-time").asLong(),
        root.path("listening-address").asText(""),
        root.has("sentry"),
        unknown);
  }

  private static String text(Path toml, JsonNode root, String table, String key) {
    JsonNode value = root.path(table).path(key);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new IllegalArgumentException(
          toml + " has no " + table + "." + key + ": it is no configuration of the Rust connector");
    }
    return value.asText().strip();
  }

  private static void gather(String prefix, JsonNode table, List<String> unknown) {
    table
        .properties()
        .forEach(
            entry -> {
              String key = prefix + entry.getKey();
              if (KEYS.contains(key)) {
                return;
              }
              if (entry.getValue().isObject()) {
                gather(key + ".", entry.getValue(), unknown);
              } else {
                unknown.add(key);
              }
            });
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "RustConfig[url=" + url + ", topic=" + topic + ", token=<hidden>]";
  }
}
