package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.event.SozuEvent;
import io.sozu.protocol.command.EventKind;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a listener learns, and that it is told whenever it may have missed something. */
public abstract class EventContract extends ClientSubject {
  protected EventContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    super(connector, sozu);
  }

  /** Takes what it is given. */
  protected static final class Listener implements Flow.Subscriber<SozuEvent>, AutoCloseable {
    private final List<SozuEvent> events = new CopyOnWriteArrayList<>();
    private final long first;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean completed;

    Listener(long first) {
      this.first = first;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (first > 0) {
        given.request(first);
      }
    }

    @Override
    public void onNext(SozuEvent event) {
      events.add(event);
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {
      completed = true;
    }

    void request(long more) {
      Objects.requireNonNull(subscription).request(more);
    }

    boolean heard(Class<? extends SozuEvent> kind) {
      return events.stream().anyMatch(kind::isInstance);
    }

    boolean heard(EventKind kind, String clusterId) {
      return events.stream()
          .filter(SozuEvent.Reported.class::isInstance)
          .map(SozuEvent.Reported.class::cast)
          .anyMatch(
              event -> event.kind() == kind && event.event().getClusterId().equals(clusterId));
    }

    @Override
    public void close() {
      Flow.Subscription given = subscription;
      if (given != null) {
        given.cancel();
      }
    }
  }

  private Listener listen(OwnedSozuClient client, long first) {
    Listener listener = closing(new Listener(first));
    client.events().subscribe(listener);
    Eventually.until(
        "the subscription begins with a gap", () -> !listener.events.isEmpty() || first == 0);
    return listener;
  }

  private Listener listen(OwnedSozuClient client) {
    return listen(client, Long.MAX_VALUE);
  }

  @Test
  void theFirstEventIsAGap() {
    Listener listener = listen(open());

    assertThat(listener.events.get(0)).isInstanceOf(SozuEvent.Gap.class);
  }

  @Test
  void aChangeIsToldWithWhoChanged() {
    OwnedSozuClient client = open();
    Listener listener = listen(client);
    String id = name("told");
    Eventually.until(
        "it is told",
        () -> {
          send(client, Requests.addCluster(id));
          return listener.heard(EventKind.CLUSTER_ADDED, id);
        });

    assertThat(listener.events)
        .filteredOn(SozuEvent.Reported.class::isInstance)
        .extracting(event -> ((SozuEvent.Reported) event).source())
        .contains("main");
  }

  @Test
  void severalListenersEachHearEverything() {
    OwnedSozuClient client = open();
    Listener one = listen(client);
    Listener other = listen(client);
    String id = name("both");

    Eventually.until(
        "both are told",
        () -> {
          send(client, Requests.addCluster(id));
          return one.heard(EventKind.CLUSTER_ADDED, id) && other.heard(EventKind.CLUSTER_ADDED, id);
        });
  }

  @Test
  void aListenerThatAsksForNothingHarmsNobodyAndLearnsOfItsLoss() {
    OwnedSozuClient client = open(peer().client().eventBuffer(4).build());
    Listener slow = listen(client, 0);
    Listener quick = listen(client);
    String last = name("last");
    for (int i = 0; i < 20; i++) {
      send(client, Requests.addCluster(name("flood")));
    }
    Eventually.until(
        "the quick one hears the last",
        () -> {
          send(client, Requests.addCluster(last));
          return quick.heard(EventKind.CLUSTER_ADDED, last);
        });

    slow.request(100);
    Eventually.until("the slow one is told of a gap", () -> slow.heard(SozuEvent.Gap.class));
    assertThat(slow.events).hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void aRestartOfSozuIsAGap() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = open(sozu.client().build());
    Listener listener = listen(client);
    Eventually.until(
        "it listens",
        () -> {
          send(client, Requests.addCluster("before"));
          return listener.heard(EventKind.CLUSTER_ADDED, "before");
        });
    int heard = listener.events.size();

    sozu.kill9();
    sozu.start();

    assertListensAgain(client, listener, heard);
  }

  private static void assertListensAgain(OwnedSozuClient client, Listener listener, int heard) {
    Eventually.until(
        "a gap is told",
        () -> listener.events.stream().skip(heard).anyMatch(SozuEvent.Gap.class::isInstance));
    Eventually.until(
        "it listens again",
        () -> {
          send(client, Requests.addCluster("after"));
          return listener.heard(EventKind.CLUSTER_ADDED, "after");
        });
  }

  @Test
  void anotherSozuAtTheSocketIsAGapAlthoughTheOldOneLives() throws IOException {
    SozuPeer old = own(PeerOptions.defaults());
    SozuPeer fresh = own(PeerOptions.defaults());
    OwnedSozuClient client = open(old.client().build());
    Listener listener = listen(client);
    int heard = listener.events.size();

    Files.move(fresh.socket(), old.socket(), StandardCopyOption.REPLACE_EXISTING);

    assertListensAgain(client, listener, heard);
  }

  @Test
  void aLostWorkerAndItsReplacementAreTold() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = open(sozu.client().build());
    Listener listener = listen(client);
    int killed = sozu.workerPids().keySet().iterator().next();

    Eventually.until("the watch knows the workers", Duration.ofSeconds(5), () -> watched(client));
    sozu.killWorker(killed);

    Eventually.until("the loss is told", () -> listener.heard(SozuEvent.WorkerLost.class));
    Eventually.until("the new one is told", () -> listener.heard(SozuEvent.WorkerStarted.class));
  }

  /** The watch asks once a second: two answers after the first are proof. */
  private static boolean watched(OwnedSozuClient client) {
    return figure(client, "requests.ok") >= 3;
  }

  @Test
  void aWorkerThatDoesNotAnswerIsToldAndThatItDoesAgain() {
    SozuPeer sozu = own(PeerOptions.defaults().withWorkerTimeout(Duration.ofSeconds(1)));
    OwnedSozuClient client = open(sozu.client().build());
    Listener listener = listen(client);
    int stopped = sozu.workerPids().keySet().iterator().next();
    Eventually.until("the watch knows the workers", Duration.ofSeconds(5), () -> watched(client));

    sozu.pauseWorker(stopped);
    try {
      Eventually.until("it is told", () -> listener.heard(SozuEvent.WorkerNotAnswering.class));
    } finally {
      sozu.resumeWorker(stopped);
    }
    Eventually.until("that it answers", () -> listener.heard(SozuEvent.WorkerAnswering.class));
  }

  @Test
  void closingTheClientEndsTheListening() {
    OwnedSozuClient client = open();
    Listener listener = listen(client);

    client.close();

    Eventually.until("it is completed", () -> listener.completed);
  }
}
