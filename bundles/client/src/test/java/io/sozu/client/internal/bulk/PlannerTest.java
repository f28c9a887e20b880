package io.sozu.client.internal.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.internal.bulk.Step.Piece;
import io.sozu.client.internal.bulk.Step.Single;
import io.sozu.client.internal.guard.Kind;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.Records;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PlannerTest {
  private static final InetSocketAddress HTTP =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
  private static final int LONGEST = 200_000;

  private final Presence presence = new Presence();

  @Test
  void piecesAreSmall() throws IOException {
    assertThat(plan(clusters(0, 1_050))).containsExactly("500", "500", "50");
  }

  @Test
  void certificatesComeInSmallerPieces() throws IOException {
    Request one = Requests.addCertificate(HTTP, TestCertificate.of("a.example"));
    List<Request> requests = new ArrayList<>();
    for (int port = 1; port <= 35; port++) {
      Request.Builder other = one.toBuilder();
      other.getAddCertificateBuilder().setAddress(Requests.loopback(port));
      requests.add(other.build());
    }
    assertThat(plan(requests)).containsExactly("25", "10");
  }

  @Test
  void aBatchOfOnePieceIsTold() {
    List<Request> records = clusters(0, 500);
    assertThat(PieceSize.fits(records)).isTrue();
    assertThat(PieceSize.fits(clusters(0, 501))).isFalse();
    List<Request> removals =
        IntStream.range(0, 31).mapToObj(i -> Requests.removeCluster("c" + i)).toList();
    assertThat(PieceSize.fits(removals.subList(1, 31))).isTrue();
    assertThat(PieceSize.fits(removals)).isFalse();
    assertThat(PieceSize.fits(List.of(cluster("a", 999_000), cluster("b", 999_000)))).isTrue();
    assertThat(PieceSize.fits(Collections.nCopies(3, cluster("a", 999_000)))).isFalse();
    assertThat(PieceSize.fits(List.of(Requests.listWorkers()))).isTrue();
  }

  @Test
  void largeRecordsEndAPieceSooner() throws IOException {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(cluster("c" + i, 99_000));
    }
    assertThat(plan(requests)).containsExactly("11", "9");
  }

  @Test
  void whatNoFileCarriesIsABarrier() throws IOException {
    List<Request> requests = new ArrayList<>(clusters(0, 3));
    requests.add(Requests.listWorkers());
    requests.addAll(clusters(3, 5));
    requests.add(cluster("large", 300_000));
    requests.addAll(clusters(5, 6));
    assertThat(plan(requests)).containsExactly("3", "single 3", "2", "single 6", "1");
  }

  @Test
  void aClusterThatIsRemovedIsNotInAPieceWithWhatItTakesAlong() throws IOException {
    presence.follow(Requests.removeCluster("a"));
    assertThat(
            plan(
                List.of(
                    Requests.addCluster("a"),
                    Requests.addBackend("a", "b", 1),
                    Requests.removeCluster("a"),
                    Requests.addCluster("a"))))
        .containsExactly("2", "1", "1");
  }

  @Test
  void aClusterIsNotInAPieceWithABackendThatCameTooEarlyForIt() throws IOException {
    assertThat(
            plan(
                List.of(
                    Requests.addBackend("a", "b", 1),
                    Requests.addCluster("b"),
                    Requests.addBackend("b", "b", 1),
                    Requests.addCluster("b"),
                    Requests.addCluster("a"),
                    Requests.addBackend("a", "b", 1))))
        .containsExactly("4", "2");
  }

  @Test
  void theRemovalOfAFrontendWaitsForItsAddition() throws IOException {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      requests.add(Requests.removeHttpFrontend("a", HTTP, i + ".example"));
    }
    for (int i = 0; i < 300; i++) {
      requests.add(Requests.addHttpFrontend("b", HTTP, i + ".example"));
    }
    for (Request request : requests.subList(0, 300)) {
      presence.follow(request);
      presence.found(Records.key(request), "a");
    }
    Order order = Order.of(requests);
    assertThat(order.hasChanges()).isTrue();
    assertThat(List.of(order.at(0), order.at(1), order.at(2))).containsExactly(0, 300, 1);
    assertThat(plan(requests)).containsExactly("500", "100");
  }

  @Test
  void aChangeIsNotSplitOverTwoPieces() throws IOException {
    List<Request> requests = new ArrayList<>(clusters(0, 499));
    Request removal = Requests.removeHttpFrontend("a", HTTP, "x.example");
    requests.add(removal);
    requests.add(Requests.addHttpFrontend("b", HTTP, "x.example"));
    requests.addAll(clusters(499, 500));
    presence.follow(removal);
    presence.found(Records.key(removal), "a");
    assertThat(plan(requests)).containsExactly("501", "1");
  }

  @Test
  void aClusterBetweenRemovalAndAdditionKeepsThemApart() {
    assertThat(
            Order.of(
                    List.of(
                        Requests.removeHttpFrontend("a", HTTP, "x.example"),
                        Requests.removeCluster("a"),
                        Requests.addHttpFrontend("b", HTTP, "x.example")))
                .hasChanges())
        .isFalse();
  }

  @Test
  void whatWillBeRefusedGoesSinglyInItsPlace() throws IOException {
    Request there = Requests.addHttpFrontend("a", HTTP, "there.example");
    presence.follow(there);
    presence.found(Records.key(there), "a");
    Request absent = Requests.removeBackend("a", "gone", 1);
    presence.follow(absent);
    List<Request> requests = new ArrayList<>(clusters(0, 2));
    requests.add(there);
    requests.addAll(clusters(2, 3));
    requests.add(absent);
    assertThat(plan(requests)).containsExactly("2", "single 2", "1", "single 4");
  }

  @Test
  void aStepTakenBackIsPlannedAgain() throws IOException {
    List<Request> requests = new ArrayList<>(clusters(0, 600));
    Request frontend = Requests.addHttpFrontend("a", HTTP, "x.example");
    requests.add(frontend);
    presence.follow(frontend);
    Planner planner = planner(requests);
    assertThat(planner.next()).isInstanceOf(Piece.class);
    Step ahead = planner.next();
    assertThat(presence.predictsRefusal(frontend)).isTrue();
    planner.back(ahead);
    assertThat(presence.predictsRefusal(frontend)).isFalse();
    assertThat(planner.next())
        .isInstanceOfSatisfying(Piece.class, p -> assertThat(p.size()).isEqualTo(101));
    assertThat(planner.next()).isNull();
  }

  @Test
  void keysOfAdditionAndRemovalAgreeForEveryRecord() {
    List<List<Request>> pairs =
        List.of(
            List.of(Requests.addCluster("a"), Requests.removeCluster("a")),
            List.of(Requests.addBackend("a", "b", 1), Requests.removeBackend("a", "b", 1)),
            List.of(
                Requests.addHttpFrontend("a", HTTP, "h"),
                Requests.removeHttpFrontend("b", HTTP, "h")));
    for (List<Request> pair : pairs) {
      assertThat(Records.key(pair.get(0))).isEqualTo(Records.key(pair.get(1)));
      assertThat(Kind.of(pair.get(0))).isEqualTo(Kind.RECORD);
    }
  }

  private List<String> plan(List<Request> requests) throws IOException {
    Planner planner = planner(requests);
    List<String> steps = new ArrayList<>();
    for (Step step = planner.next(); step != null; step = planner.next()) {
      steps.add(
          step instanceof Single single
              ? "single " + single.index()
              : String.valueOf(((Piece) step).size()));
    }
    return steps;
  }

  private Planner planner(List<Request> requests) {
    return new Planner(requests, Order.of(requests), presence, LONGEST, true);
  }

  private static List<Request> clusters(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> Requests.addCluster("n" + i)).toList();
  }

  private static Request cluster(String id, int answer) {
    return Request.newBuilder()
        .setAddCluster(Cluster.newBuilder(Requests.cluster(id)).setAnswer503("x".repeat(answer)))
        .build();
  }
}
