package io.sozu.client.internal.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.Frontends;
import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.UnsafeRequest;
import io.sozu.client.internal.Client;
import io.sozu.protocol.command.ClusterInformation;
import io.sozu.protocol.command.HeaderMatchKind;
import io.sozu.protocol.command.HeaderPredicate;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.RedirectPolicy;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RunState;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * One cluster with so many frontends that asking a worker about it would wedge the worker, and the
 * main process cannot list them.
 */
final class LargeClusterIT {
  private static final int FRONTENDS = 26_000;

  @Test
  void nothingThatIsAskedAboutItHarmsAWorker() {
    try (SozuPeer sozu = SozuPeer.installed();
        OwnedSozuClient client = Client.open(sozu.client().build())) {
      List<Request> requests = large(sozu);
      // Refused by Sōzu, so that what is there has to be read back.
      requests.add(20_000, Requests.addHttpFrontend("all", sozu.http(), "bad..example/"));
      List<Outcome> outcomes = join(client.apply(requests));

      assertThat(outcomes.get(20_000).verdict()).isEqualTo(Verdict.REFUSED);
      assertThat(outcomes.stream().filter(o -> o.verdict() != Verdict.APPLIED)).hasSize(1);
      refused(client.clusters().get("all"));
      refused(client.clusters().everywhere("all"));
      refused(client.clusters().byDomain(host(7), null));
      refused(client.send(Requests.queryCluster("all")));
      assertThat(join(client.apply(List.of(Requests.queryCluster("all")))))
          .extracting(Outcome::failure)
          .hasOnlyElementsOfType(UnsafeRequest.class);
      assertThat(join(client.clusters().get("other"))).isEmpty();
      assertThat(join(client.workers().status()))
          .hasSize(2)
          .allMatch(worker -> worker.getRunState() == RunState.RUNNING);
    }
  }

  @Test
  void frontendsAreListedHoweverManyThereAre() {
    try (SozuPeer sozu = SozuPeer.installed();
        OwnedSozuClient client = Client.open(sozu.client().build())) {
      Frontends frontends = client.frontends();
      join(client.clusters().add(Requests.cluster("few")));
      for (RequestHttpFrontend frontend : ofEachKind(sozu.http())) {
        join(frontends.addHttp(frontend));
      }
      for (RequestHttpFrontend frontend : ofEachKind(sozu.https())) {
        join(frontends.addHttps(frontend));
      }
      ListedFrontends before = join(frontends.byDomain("example.com"));
      assertThat(before.getHttpFrontendsList()).hasSize(5);
      assertThat(join(client.apply(large(sozu)))).allMatch(Outcome::inForce);

      // Each of those has a name with example.com in it, and Sōzu lists them all.
      ListedFrontends after = join(frontends.byDomain("example.com"));

      assertThat(Set.copyOf(after.getHttpFrontendsList()))
          .isEqualTo(Set.copyOf(before.getHttpFrontendsList()));
      assertThat(Set.copyOf(after.getHttpsFrontendsList()))
          .isEqualTo(Set.copyOf(before.getHttpsFrontendsList()));
      assertThat(join(frontends.byCluster("all")).getHttpFrontendsList()).hasSize(FRONTENDS);
      assertThat(join(client.clusters().byDomain("example.com", null)))
          .extracting(ClusterInformation::getConfiguration)
          .containsExactly(Requests.cluster("few"));
      RequestHttpFrontend old = ofEachKind(sozu.http()).get(0);
      RequestHttpFrontend tagged = old.toBuilder().putTags("owner", "shop").build();
      assertThat(join(frontends.replaceHttp(old, tagged)).verdict()).isEqualTo(Verdict.APPLIED);
      assertThat(join(frontends.byDomain("example.com")).getHttpFrontendsList()).contains(tagged);
      assertThat(
              join(client.apply(List.of(Request.newBuilder().setAddHttpFrontend(tagged).build()))))
          .extracting(Outcome::verdict)
          .containsExactly(Verdict.ALREADY_SO);
    }
  }

  private static List<Request> large(SozuPeer sozu) {
    List<Request> requests = new ArrayList<>(List.of(Requests.addCluster("all")));
    for (int i = 0; i < FRONTENDS; i++) {
      requests.add(Requests.addHttpFrontend("all", sozu.http(), host(i)));
    }
    return requests;
  }

  private static String host(int number) {
    return "some-long-host-name-of-a-customer-" + number + ".example.com";
  }

  /** Frontends that differ in what a list and a saved state might tell differently. */
  private static List<RequestHttpFrontend> ofEachKind(InetSocketAddress listener) {
    RequestHttpFrontend plain = Requests.frontend("few", listener, "example.com");
    return List.of(
        plain,
        at(plain, "/tagged").setMethod("GET").putTags("a", "b").build(),
        at(plain, "/guarded")
            .addHeaderPredicates(
                HeaderPredicate.newBuilder()
                    .setName("x-canary")
                    .setKind(HeaderMatchKind.HEADER_MATCH_KIND_PRESENT))
            .build(),
        at(plain, "/silent").setRedirect(RedirectPolicy.SILENT_CLOSE).build(),
        at(plain, "/denied").clearClusterId().build());
  }

  private static RequestHttpFrontend.Builder at(RequestHttpFrontend plain, String path) {
    return plain.toBuilder().setPath(plain.getPath().toBuilder().setValue(path));
  }

  private static void refused(CompletionStage<?> stage) {
    assertThatThrownBy(() -> join(stage)).hasCauseInstanceOf(UnsafeRequest.class);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
