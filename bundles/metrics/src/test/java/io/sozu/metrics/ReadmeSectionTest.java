package io.sozu.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.metrics.internal.collect.OwnFamilies;
import io.sozu.metrics.internal.convert.Catalogue;
import io.sozu.metrics.internal.convert.Family;
import io.sozu.metrics.internal.convert.Scope;
import io.sozu.metrics.internal.osgi.MetricsConfigKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's tables of families and of configuration are those of the code. */
final class ReadmeSectionTest {
  private static final Path README = Path.of("../../README.md");

  @Test
  void theTablesAreThoseOfTheCode() throws Exception {
    // What should be there is written where it can be copied from.
    Files.writeString(Path.of("target/readme-section.md"), section());
    assertThat(Files.readString(README)).contains(section());
  }

  private static String section() {
    return """
    ### Families

    Every series of a Sōzu has the label `sozu_instance`. A family has one scope, so that a sum never counts twice:

    | scope | families | labels besides | about |
    |---|---|---|---|
    """
        + scope(Scope.MAIN, "–")
        + scope(Scope.PROXY, "–")
        + scope(Scope.WORKER, "`worker_id`")
        + scope(Scope.CLUSTER, "`cluster_id`")
        + scope(Scope.BACKEND, "`cluster_id`, `backend_id`")
        + """

    Which scopes a metric has is Sōzu's decision; backends have families only at Sōzu's detail `backend` (key `detail`).
    Whatever Sōzu has is told: its name with every character that is not legal as `_`, counters with `_total`,
    milliseconds as `_seconds`, percent as `_ratio`. The ones with more than their name in HELP, here in the scope where
    most look for them:

    | Sōzu's metric | family | type | meaning |
    |---|---|---|---|
    """
        + Catalogue.entries().stream()
            .map(
                entry ->
                    row(
                        code(entry.sozuName()),
                        code(entry.nameIn(usual(entry.sozuName()))),
                        entry.kind().text(),
                        entry.meaning()))
            .collect(Collectors.joining())
        + """

    What the connector tells besides:

    | family | type | meaning |
    |---|---|---|
    """
        + OwnFamilies.all().stream()
            .sorted()
            .map((Family family) -> row(code(family.name()), family.kind().text(), family.help()))
            .collect(Collectors.joining())
        + row(
            "`sozu_client_…`",
            "counter, gauge",
            "The figures of our own client, such as `requests.ok` as `sozu_client_requests_ok_total`.")
        + row(
            "`sozu_connector_…`",
            "counter, gauge, histogram",
            "What each broker connector measures, with the labels `connector` and `name`; see the"
                + " tables of the connectors.")
        + """

    ### Configuration (`etc/io.sozu.metrics.cfg`)

    | key | default | meaning |
    |---|---|---|
    """
        + MetricsConfigKeys.all().stream()
            .map(key -> row(code(key.name()), code(key.byDefault()), key.meaning()))
            .collect(Collectors.joining());
  }

  private static Scope usual(String sozuName) {
    if (sozuName.startsWith("configuration.")) {
      return Scope.MAIN;
    }
    boolean ofClusters =
        sozuName.startsWith("cluster.")
            || sozuName.startsWith("backend_")
            || sozuName.startsWith("http.status.")
            || sozuName.equals("access_logs.count")
            || sozuName.equals("backend.available")
            || sozuName.equals("connections_per_backend")
            || sozuName.equals("health_check.healthy_backends")
            || sozuName.equals("http.503.errors")
            || sozuName.equals("requests");
    return ofClusters ? Scope.CLUSTER : Scope.PROXY;
  }

  private static String scope(Scope scope, String labels) {
    return row(scope.id(), "`sozu_" + scope.id() + "_…`", labels, scope.about());
  }

  private static String code(String text) {
    return text.isEmpty() ? "(empty)" : '`' + text + '`';
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
