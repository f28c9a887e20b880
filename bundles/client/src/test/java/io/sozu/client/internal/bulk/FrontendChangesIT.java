package io.sozu.client.internal.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.internal.Client;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frontends of the real Sōzu that change from one cluster to the other, under load. */
final class FrontendChangesIT {
  private static final int HOSTS = 200;

  private final TinyBackend backend = new TinyBackend();
  private final SozuPeer sozu = SozuPeer.installed();
  private final OwnedSozuClient client = Client.open(sozu.client().build());
  private final List<String> hosts =
      IntStream.range(0, HOSTS).mapToObj(i -> "host-" + i + ".example").toList();

  FrontendChangesIT() {
    List<Request> requests = new ArrayList<>();
    for (String cluster : List.of("a", "b")) {
      requests.add(Requests.addCluster(cluster));
      requests.add(Requests.addBackend(cluster, cluster + "-1", backend.port()));
    }
    hosts.forEach(host -> requests.add(Requests.addHttpFrontend("a", sozu.http(), host)));
    assertThat(apply(requests)).allMatch(Outcome::inForce);
  }

  @AfterEach
  void stop() {
    client.close();
    sozu.close();
    backend.close();
  }

  @Test
  void aThousandChangesLoseNoRequest() {
    try (Visitors visitors = new Visitors(sozu.http(), hosts, 4)) {
      Eventually.until("traffic", () -> visitors.visits() > 100);
      for (int round = 0; round < 5; round++) {
        List<Request> changes = round % 2 == 0 ? sideBySide("a", "b") : apart("b", "a");
        assertThat(apply(changes)).allMatch(outcome -> outcome.verdict() == Verdict.APPLIED);
      }
      assertThat(visitors.statuses()).containsOnlyKeys(200);
    }
  }

  @Test
  void replacingLosesNoRequestAndAWrongOneLeavesTheOldServing() {
    List<String> one = List.of("host-7.example");
    try (Visitors visitors = new Visitors(sozu.http(), one, 2)) {
      Eventually.until("traffic", () -> visitors.visits() > 20);
      for (int i = 0; i < 50; i++) {
        String from = i % 2 == 0 ? "a" : "b";
        String to = i % 2 == 0 ? "b" : "a";
        assertThat(replace(from, to).verdict()).isEqualTo(Verdict.APPLIED);
      }
      Outcome absent = replace("b", "a");
      assertThat(absent.verdict()).isEqualTo(Verdict.REFUSED);
      assertThat(absent.reason()).contains("Did not find HttpFrontend");
      RequestHttpFrontend wrong =
          Requests.frontend("b", sozu.http(), "host-7.example").toBuilder()
              .setRewritePath("$PATH[")
              .build();
      Outcome refused =
          client
              .frontends()
              .replaceHttp(Requests.frontend("a", sozu.http(), "host-7.example"), wrong)
              .toCompletableFuture()
              .join();
      assertThat(refused.verdict()).isEqualTo(Verdict.REFUSED);
      assertThat(refused.reason()).contains("Could not parse path rewrite");
      assertThat(visitors.statuses()).containsOnlyKeys(200);
    }
  }

  private Outcome replace(String from, String to) {
    return client
        .frontends()
        .replaceHttp(
            Requests.frontend(from, sozu.http(), "host-7.example"),
            Requests.frontend(to, sozu.http(), "host-7.example"))
        .toCompletableFuture()
        .join();
  }

  private List<Request> sideBySide(String from, String to) {
    List<Request> changes = new ArrayList<>();
    for (String host : hosts) {
      changes.add(Requests.removeHttpFrontend(from, sozu.http(), host));
      changes.add(Requests.addHttpFrontend(to, sozu.http(), host));
    }
    return changes;
  }

  private List<Request> apart(String from, String to) {
    List<Request> changes = new ArrayList<>();
    hosts.forEach(host -> changes.add(Requests.removeHttpFrontend(from, sozu.http(), host)));
    hosts.forEach(host -> changes.add(Requests.addHttpFrontend(to, sozu.http(), host)));
    return changes;
  }

  private List<Outcome> apply(List<Request> requests) {
    return client.apply(requests).toCompletableFuture().join();
  }
}
