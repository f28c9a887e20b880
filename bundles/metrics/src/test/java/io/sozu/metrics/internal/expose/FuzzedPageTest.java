package io.sozu.metrics.internal.expose;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.metrics.Scheme;
import io.sozu.metrics.StrictPage;
import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.BackendMetrics;
import io.sozu.protocol.command.Bucket;
import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.FilteredHistogram;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.FilteredTimeSerie;
import io.sozu.protocol.command.Percentiles;
import io.sozu.protocol.command.WorkerMetrics;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever names and values come, the page is one that the strictest reader takes. */
final class FuzzedPageTest {
  private static final String[] PIECES = {
    "a",
    "b",
    ".",
    "_",
    "-",
    "total",
    "count",
    "sum",
    "bucket",
    "histogram",
    "_total",
    "ms",
    "\n",
    "\"",
    "\\",
    "{",
    "}",
    " ",
    "\0",
    "é",
    "中",
    "😀",
    "\ud800",
    "9",
    "%",
    "le",
    "\u2028",
    "\r",
    ",",
    "="
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyPageIsValid(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      AggregatedMetrics answer = answer(random);
      for (Scheme scheme : Scheme.values()) {
        Map<String, StrictPage.Family> text =
            StrictPage.text(Pages.of(scheme, Format.TEXT, answer));
        Map<String, StrictPage.Family> open =
            StrictPage.openMetrics(Pages.of(scheme, Format.OPEN_METRICS, answer));
        assertThat(open).hasSameSizeAs(text);
        assertThat(clusterIds(text)).isEqualTo(clusterIds(open)).isSubsetOf(idsOf(answer));
      }
    }
  }

  private static Set<String> clusterIds(Map<String, StrictPage.Family> page) {
    Set<String> ids = new HashSet<>();
    page.values()
        .forEach(
            family ->
                family
                    .lines()
                    .forEach(
                        line -> {
                          String id = line.labels().get("cluster_id");
                          if (id != null) {
                            ids.add(id);
                          }
                        }));
    return ids;
  }

  private static Set<String> idsOf(AggregatedMetrics answer) {
    Set<String> ids = new HashSet<>();
    for (WorkerMetrics worker : answer.getWorkersMap().values()) {
      worker.getClustersMap().keySet().forEach(id -> ids.add(id.replace("\ud800", "\uFFFDd800")));
    }
    return ids;
  }

  private static AggregatedMetrics answer(Random random) {
    AggregatedMetrics.Builder answer = AggregatedMetrics.newBuilder();
    answer.putAllMain(metrics(random));
    for (int w = random.nextInt(4); w > 0; w--) {
      WorkerMetrics.Builder worker = WorkerMetrics.newBuilder().putAllProxy(metrics(random));
      for (int c = random.nextInt(4); c > 0; c--) {
        ClusterMetrics.Builder cluster = ClusterMetrics.newBuilder().putAllCluster(metrics(random));
        for (int b = random.nextInt(3); b > 0; b--) {
          cluster.addBackends(
              BackendMetrics.newBuilder()
                  .setBackendId(name(random))
                  .putAllMetrics(metrics(random)));
        }
        worker.putClusters(name(random), cluster.build());
      }
      answer.putWorkers(Integer.toString(w), worker.build());
    }
    return answer.build();
  }

  private static Map<String, FilteredMetrics> metrics(Random random) {
    Map<String, FilteredMetrics> metrics = new java.util.LinkedHashMap<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      metrics.put(name(random), metric(random));
    }
    return metrics;
  }

  private static FilteredMetrics metric(Random random) {
    FilteredMetrics.Builder metric = FilteredMetrics.newBuilder();
    switch (random.nextInt(7)) {
      case 0 -> metric.setGauge(number(random));
      case 1 -> metric.setCount(number(random));
      case 2 -> metric.setTime(random.nextInt(100_000));
      case 3 -> metric.setTimeSerie(FilteredTimeSerie.newBuilder().setLastSecond(3));
      case 4 ->
          metric.setPercentiles(
              Percentiles.newBuilder()
                  .setSamples(random.nextInt(100))
                  .setP50(1)
                  .setP90(1)
                  .setP99(1)
                  .setP999(1)
                  .setP9999(1)
                  .setP99999(1)
                  .setP100(1)
                  .setSum(random.nextInt(1000)));
      case 5 -> metric.setHistogram(histogram(random));
      default -> {
        // neither this nor that: Sōzu's newer kinds look like this to us
      }
    }
    return metric.build();
  }

  private static FilteredHistogram histogram(Random random) {
    FilteredHistogram.Builder histogram = FilteredHistogram.newBuilder();
    long count = 0;
    for (int k = 0; k < random.nextInt(1, 20); k++) {
      count += random.nextInt(5);
      histogram.addBuckets(Bucket.newBuilder().setLe((1L << k) - 1).setCount(count));
    }
    return histogram.setCount(count).setSum(random.nextInt(1_000_000)).build();
  }

  private static long number(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(1000);
      case 2 -> Long.MAX_VALUE;
      default -> random.nextLong();
    };
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      name.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return name.toString();
  }
}
