package io.sozu.client.internal.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.UnsafeRequest;
import io.sozu.client.internal.Client;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RunState;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** One cluster with so many frontends that asking a worker about it would wedge the worker. */
final class LargeClusterIT {
  private static final int FRONTENDS = 26_000;

  @Test
  void nothingThatIsAskedAboutItHarmsAWorker() {
    try (SozuPeer sozu = SozuPeer.installed();
        OwnedSozuClient client = Client.open(sozu.client().build())) {
      List<Request> requests = new ArrayList<>(List.of(Requests.addCluster("all")));
      for (int i = 0; i < FRONTENDS; i++) {
        requests.add(
            Requests.addHttpFrontend(
                "all", sozu.http(), "some-long-host-name-of-a-customer-" + i + ".example.com"));
      }
      // Refused by Sōzu, so that what is there has to be read back.
      requests.add(20_000, Requests.addHttpFrontend("all", sozu.http(), "bad..example/"));
      List<Outcome> outcomes = join(client.apply(requests));

      assertThat(outcomes.get(20_000).verdict()).isEqualTo(Verdict.REFUSED);
      assertThat(outcomes.stream().filter(o -> o.verdict() != Verdict.APPLIED)).hasSize(1);
      refused(client.clusters().get("all"));
      refused(client.clusters().everywhere("all"));
      refused(client.clusters().byDomain("some-long-host-name-of-a-customer-7.example.com", null));
      refused(client.send(Requests.queryCluster("all")));
      assertThat(join(client.clusters().get("other"))).isEmpty();
      assertThat(join(client.workers().status()))
          .hasSize(2)
          .allMatch(worker -> worker.getRunState() == RunState.RUNNING);
    }
  }

  private static void refused(CompletionStage<?> stage) {
    assertThatThrownBy(() -> join(stage)).hasCauseInstanceOf(UnsafeRequest.class);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
