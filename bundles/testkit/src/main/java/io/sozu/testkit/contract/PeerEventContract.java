package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.EventKind;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.SubscribeEvents;
import io.sozu.testkit.PeerConnection;
import io.sozu.testkit.PeerConnection.Answer;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events: attempts, late, doubled, and some never. */
public abstract class PeerEventContract extends PeerSubject {
  private static final InetSocketAddress NO_LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  protected PeerEventContract(PeerExtension<?> sozu) {
    super(sozu);
  }

  private static PeerConnection subscribe(SozuPeer sozu) {
    PeerConnection events = sozu.connect();
    events.send(
        Request.newBuilder().setSubscribeEvents(SubscribeEvents.getDefaultInstance()).build());
    assertThat(next(events).getContent().getEvent().getKind())
        .isEqualTo(EventKind.EVENTS_SUBSCRIBED);
    return events;
  }

  private static Response next(PeerConnection events) {
    Response response = events.receive();
    assertThat(response.getStatus()).isEqualTo(ResponseStatus.PROCESSING);
    return response;
  }

  /** A change of the logging tells once and at once: it marks the end of what came before. */
  private static List<Event> until(PeerConnection events, PeerConnection asking) {
    asking.ask(Request.newBuilder().setLogging("info").build());
    List<Event> told = new ArrayList<>();
    while (true) {
      Event event = next(events).getContent().getEvent();
      if (event.getKind() == EventKind.LOGGING_LEVEL_CHANGED) {
        return told;
      }
      told.add(event);
    }
  }

  @Test
  void aChangeIsToldAtTheAttemptAndAgainWithTheNextRequest() {
    try (SozuPeer sozu = start(PeerOptions.defaults());
        PeerConnection asking = sozu.connect();
        PeerConnection events = subscribe(sozu)) {
      asking.ask(Requests.addCluster("c"));

      Response first = next(events);
      assertThat(first.getMessage()).isEqualTo("main");
      assertThat(first.getContent().getEvent().getKind()).isEqualTo(EventKind.CLUSTER_ADDED);
      assertThat(first.getContent().getEvent().getClusterId()).isEqualTo("c");
      assertThat(until(events, asking))
          .extracting(Event::getKind)
          .containsExactly(EventKind.CLUSTER_ADDED);
      assertThat(until(events, asking)).isEmpty();
    }
  }

  @Test
  void anAttemptThatTheMainProcessRefusesIsToldToo() {
    try (SozuPeer sozu = start(PeerOptions.defaults());
        PeerConnection asking = sozu.connect();
        PeerConnection events = subscribe(sozu)) {
      asking.ask(Requests.removeCluster("none"));

      assertThat(until(events, asking))
          .extracting(Event::getKind)
          .containsExactly(EventKind.CLUSTER_REMOVED);
    }
  }

  @Test
  void anAttemptThatTheWorkersRefuseIsToldTwice() {
    try (SozuPeer sozu = start(PeerOptions.defaults());
        PeerConnection asking = sozu.connect();
        PeerConnection events = subscribe(sozu)) {
      Answer answer = asking.ask(Requests.addHttpFrontend("c", NO_LISTENER, "h.example"));

      assertThat(answer.ok()).isFalse();
      assertThat(until(events, asking))
          .extracting(Event::getKind)
          .containsExactly(EventKind.FRONTEND_ADDED, EventKind.FRONTEND_ADDED);
    }
  }

  @Test
  void backendsAreNotToldExceptThatARemovedOneHasNoConnections() {
    try (SozuPeer sozu = start(PeerOptions.defaults());
        PeerConnection asking = sozu.connect()) {
      asking.ask(Requests.addCluster("c"));
      asking.ask(Requests.listWorkers());
      try (PeerConnection events = subscribe(sozu)) {
        asking.ask(Requests.addBackend("c", "b", 9));
        assertThat(until(events, asking)).isEmpty();
        asking.ask(Requests.removeBackend("c", "b", 9));

        List<String> sources = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          Response response = next(events);
          sources.add(response.getMessage());
          Event event = response.getContent().getEvent();
          assertThat(event.getKind()).isEqualTo(EventKind.REMOVED_BACKEND_HAS_NO_CONNECTIONS);
          assertThat(event.getBackendId()).isEqualTo("b");
          assertThat(event.hasClusterId()).isFalse();
        }
        assertThat(sources)
            .containsExactlyInAnyOrderElementsOf(
                sozu.workerPids().keySet().stream().map(String::valueOf).toList());
      }
    }
  }

  @Test
  void aKilledWorkerIsNotTold() {
    try (SozuPeer sozu = start(PeerOptions.defaults());
        PeerConnection asking = sozu.connect();
        PeerConnection events = subscribe(sozu)) {
      int killed = sozu.workerPids().keySet().iterator().next();
      sozu.killWorker(killed);
      io.sozu.testkit.Eventually.until(
          "another runs",
          () -> sozu.workerPids().size() == 2 && !sozu.workerPids().containsKey(killed));

      assertThat(until(events, asking)).isEmpty();
    }
  }
}
