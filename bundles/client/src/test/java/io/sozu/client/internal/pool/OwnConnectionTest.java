package io.sozu.client.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sozu.client.Unreachable;
import io.sozu.client.internal.status.ClientStatus;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Wire.Dedicated;
import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.EventKind;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.SubscribeEvents;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OwnConnectionTest {
  private final SimulatedSozu sozu = SozuPeer.simulated();
  private final Pool pool =
      new Pool(
          sozu.client().build(),
          Runnable::run,
          request -> false,
          new ClientStatus("main", Map::of));

  @BeforeEach
  void start() {
    pool.start();
  }

  @AfterEach
  void close() {
    pool.close();
    sozu.close();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(12));
  }

  @Test
  void itsRequestIsCountedAndItsEventsByThemselves() {
    Dedicated own = pool.dedicated(soon()).join();
    Request subscribe =
        Request.newBuilder().setSubscribeEvents(SubscribeEvents.getDefaultInstance()).build();
    CompletableFuture<?> unused = own.send(subscribe, soon());
    await().untilAsserted(() -> assertThat(sozu.subscribers()).isEqualTo(1));
    Event event = Event.newBuilder().setKind(EventKind.CLUSTER_ADDED).build();

    sozu.tell("main", event);
    sozu.tell("main", event);

    // The first is that it is subscribed.
    await().untilAsserted(() -> assertThat(pool.figures()).containsEntry("events.received", 3L));
    assertThat(pool.figures())
        .containsEntry("requests.sent", 1L)
        .containsEntry("answers.processing", 0L);
    own.close();
    own.gone().join();
    assertThat(pool.figures()).containsEntry("requests.unknown", 1L);
  }

  @Test
  void whatIsSentTheMomentItEndsFailsAsUnsent() {
    Dedicated own = pool.dedicated(soon()).join();
    CompletableFuture<Response> sent = new CompletableFuture<>();

    pool.steps()
        .execute(
            () -> {
              own.close();
              try {
                CompletableFuture<?> unused =
                    own.send(Requests.status(), soon())
                        .whenComplete((answer, failure) -> sent.completeExceptionally(failure));
              } catch (RuntimeException thrown) {
                sent.completeExceptionally(thrown);
              }
            });

    assertThatThrownBy(sent::join).hasCauseInstanceOf(Unreachable.class);
  }
}
