package io.sozu.client.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.sozu.client.Retry;
import io.sozu.client.UnsafeRequest;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.QueryCertificatesFilters;
import io.sozu.protocol.command.QueryClustersHashes;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SubscribeEvents;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GuardTest {
  private static final int MAX = 2_000_000;

  @Test
  void anUnfilteredMetricsQueryIsRefusedWithTheWayToDoIt() {
    assertThat(Guard.check(metrics().build(), MAX))
        .hasValueSatisfying(
            unsafe -> {
              assertThat(unsafe).hasMessageContaining("metrics().collect()");
              assertThat(unsafe.retry()).isEqualTo(Retry.NO);
            });
  }

  @Test
  void backendIdsBoundNothing() {
    assertThat(Guard.check(metrics("b-1").build(), MAX)).isPresent();
  }

  @Test
  void metricNamesAloneBoundNothing() {
    assertThat(
            Guard.check(
                query(QueryMetricsOptions.newBuilder().addMetricNames("bytes_in")).build(), MAX))
        .isPresent();
  }

  @Test
  void namesProxyMetricsAndAFewClustersPass() {
    assertThat(Guard.check(query(QueryMetricsOptions.newBuilder().setList(true)).build(), MAX))
        .isEmpty();
    assertThat(
            Guard.check(query(QueryMetricsOptions.newBuilder().setNoClusters(true)).build(), MAX))
        .isEmpty();
    assertThat(Guard.check(clusters(20, 0), MAX)).isEmpty();
  }

  @Test
  void tooManyClustersAtOnceAreRefusedUnlessFewMetricsAreWanted() {
    assertThat(Guard.check(clusters(2_000, 0), MAX)).isPresent();
    assertThat(Guard.check(clusters(2_000, 1), MAX)).isEmpty();
    assertThat(Guard.check(clusters(200, 0), 200_000)).isPresent();
  }

  @Test
  void hashesAreNeverAsked() {
    assertThat(
            Guard.check(
                Request.newBuilder()
                    .setQueryClustersHashes(QueryClustersHashes.getDefaultInstance())
                    .build(),
                MAX))
        .hasValueSatisfying(u -> assertThat(u).hasMessageContaining("clusters().ids()"));
  }

  @Test
  void certificatesAreAskedByOneFilter() {
    assertThat(Guard.check(workers("", ""), MAX)).isPresent();
    assertThat(Guard.check(workers("a.example", "91ab"), MAX)).isPresent();
    assertThat(Guard.check(workers("a.example", ""), MAX)).isEmpty();
    assertThat(Guard.check(workers("", "91ab"), MAX)).isEmpty();
    assertThat(
            Guard.check(
                Request.newBuilder()
                    .setQueryCertificatesFromTheState(QueryCertificatesFilters.getDefaultInstance())
                    .build(),
                MAX))
        .isPresent();
  }

  @Test
  void whatNeedsAConnectionOrIsNeverAnsweredIsRefused() {
    assertThat(
            Guard.check(
                Request.newBuilder()
                    .setSubscribeEvents(SubscribeEvents.getDefaultInstance())
                    .build(),
                MAX))
        .hasValueSatisfying(u -> assertThat(u).hasMessageContaining("events()"));
    assertThat(Guard.check(Request.newBuilder().setLaunchWorker("x").build(), MAX)).isPresent();
    assertThat(Guard.check(Request.getDefaultInstance(), MAX)).isPresent();
  }

  @Test
  void whatSozuCannotDecodeIsRefusedWithTheNamesOfWhatIsMissing() {
    Request incomplete =
        Request.newBuilder()
            .setAddCluster(Cluster.newBuilder().setClusterId("shop").buildPartial())
            .buildPartial();
    assertThat(Guard.check(incomplete, MAX))
        .hasValueSatisfying(u -> assertThat(u).hasMessageContaining("sticky_session"));
  }

  @Test
  void everythingElsePasses() {
    Set<String> looked =
        Set.of(
            "query_metrics",
            "query_clusters_hashes",
            "query_certificates_from_workers",
            "query_certificates_from_the_state",
            "subscribe_events",
            "launch_worker",
            "return_listen_sockets");
    for (FieldDescriptor field : Request.getDescriptor().getOneofs().get(0).getFields()) {
      boolean refused = Guard.check(KindTest.of(field), MAX).isPresent();
      assertThat(refused).as(field.getName()).isEqualTo(looked.contains(field.getName()));
    }
  }

  @Test
  void theFailureIsOfItsOwnType() {
    assertThat(Guard.check(Request.getDefaultInstance(), MAX))
        .containsInstanceOf(UnsafeRequest.class);
  }

  private static Request.Builder metrics(String... backends) {
    return query(QueryMetricsOptions.newBuilder().addAllBackendIds(List.of(backends)));
  }

  private static Request clusters(int ids, int names) {
    return query(
            QueryMetricsOptions.newBuilder()
                .addAllClusterIds(Collections.nCopies(ids, "shop"))
                .addAllMetricNames(Collections.nCopies(names, "bytes_in")))
        .build();
  }

  private static Request.Builder query(QueryMetricsOptions.Builder options) {
    if (!options.hasList()) {
      options.setList(false);
    }
    if (!options.hasNoClusters()) {
      options.setNoClusters(false);
    }
    return Request.newBuilder().setQueryMetrics(options.setWorkers(false));
  }

  private static Request workers(String domain, String fingerprint) {
    return Request.newBuilder()
        .setQueryCertificatesFromWorkers(
            QueryCertificatesFilters.newBuilder().setDomain(domain).setFingerprint(fingerprint))
        .build();
  }
}
