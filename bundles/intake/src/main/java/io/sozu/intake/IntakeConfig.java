package io.sozu.intake;

import io.sozu.client.config.Check;
import io.sozu.client.config.Values;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.state.RecordKinds;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The keys that the configuration of every broker connector has. */
public final class IntakeConfig {
  private IntakeConfig() {}

  /**
   * The options of a whole configuration; keys that are none of the intake's are passed over.
   *
   * @throws IllegalArgumentException naming the key, the value and what is allowed
   */
  public static IntakeOptions options(Values values) {
    IntakeOptions byDefault = IntakeOptions.defaults();
    return IntakeOptions.builder()
        .batchRequests(values.whole("batch.requests", byDefault.batchRequests()))
        .batchBytes(values.whole("batch.bytes", byDefault.batchBytes()))
        .unsettled(values.whole("unsettled", byDefault.unsettled()))
        .unsettledBytes(values.number("unsettled.bytes", byDefault.unsettledBytes()))
        .retryMin(values.duration("retry.min", byDefault.retryMin()))
        .retryMax(values.duration("retry.max", byDefault.retryMax()))
        .kinds(kinds(values.items("kinds"), byDefault.kinds()))
        .prefixes(values.items("cluster.prefixes"))
        .removalPercent(percent(values, "removal.max", byDefault.removalPercent()))
        .removalLeast(values.whole("removal.least", byDefault.removalLeast()))
        .paused(values.flag("paused", byDefault.paused()))
        .dryRun(values.flag("dry.run", byDefault.dryRun()))
        .delay(values.duration("delay", byDefault.delay()))
        .acknowledge(values.choice("acknowledge.after", byDefault.acknowledge()))
        .build();
  }

  private static Set<RequestTypeCase> kinds(List<String> names, Set<RequestTypeCase> byDefault) {
    Map<String, RequestTypeCase> known =
        RecordKinds.CONFIGURATION.stream()
            .collect(Collectors.toMap(kind -> plain(kind.name()), Function.identity()));
    Set<RequestTypeCase> kinds = new HashSet<>();
    for (String name : names) {
      RequestTypeCase kind = known.get(plain(name));
      if (kind == null) {
        throw new IllegalArgumentException(
            "kinds=" + name + ": must be changes of configuration, such as AddCluster");
      }
      kinds.add(kind);
    }
    return kinds.isEmpty() ? byDefault : kinds;
  }

  /** ADD_CLUSTER and AddCluster are the same. */
  private static String plain(String kind) {
    return kind.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static int percent(Values values, String key, int byDefault) {
    String text = values.text(key, byDefault + "%");
    Check.that(text.matches("\\d{1,3} ?%"), key, text, "a percentage, for example 10%");
    return Integer.parseInt(text.substring(0, text.length() - 1).strip());
  }
}
