package io.sozu.client.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.Outcome;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.UnsafeRequest;
import io.sozu.protocol.command.QueryCertificatesFilters;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Asked for all of them at once, 300 certificates of 100 names wedge the workers of Sōzu 2.3.3. */
final class CertificatesScaleIT {
  private static final int CERTIFICATES = 300;
  private static final int NAMES = 100;

  @Test
  void threeHundredCertificatesOfAHundredNamesHarmNoWorker() {
    try (SozuPeer sozu = SozuPeer.installed(PeerOptions.defaults().withWorkers(3));
        OwnedSozuClient client = SozuClients.connect(sozu.client().build())) {
      List<Request> added =
          IntStream.range(0, CERTIFICATES)
              .mapToObj(i -> Requests.addCertificate(sozu.https(), certificate(i)))
              .toList();
      assertThat(client.apply(added).toCompletableFuture().join()).allMatch(Outcome::inForce);

      assertThat(client.certificates().all().toCompletableFuture().join()).hasSize(CERTIFICATES);
      assertThat(client.certificates().served(name(7, 3)).toCompletableFuture().join()).hasSize(3);
      Request everything =
          Request.newBuilder()
              .setQueryCertificatesFromWorkers(QueryCertificatesFilters.getDefaultInstance())
              .build();
      assertThatThrownBy(() -> client.send(everything).toCompletableFuture().join())
          .hasCauseInstanceOf(UnsafeRequest.class);

      assertThat(client.workers().status().toCompletableFuture().join())
          .hasSize(3)
          .extracting(WorkerInfo::getRunState)
          .containsOnly(RunState.RUNNING);
    }
  }

  private static TestCertificate certificate(int number) {
    return TestCertificate.of(
        IntStream.range(0, NAMES).mapToObj(n -> name(number, n)).toArray(String[]::new));
  }

  private static String name(int certificate, int number) {
    return "n" + number + ".certificate" + certificate + ".example.com";
  }
}
