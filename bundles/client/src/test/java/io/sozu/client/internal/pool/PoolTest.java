package io.sozu.client.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.NotSentInTime;
import io.sozu.client.internal.status.ClientStatus;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.Response;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PoolTest {
  private final SimulatedSozu sozu = SozuPeer.simulated();
  private final Pool pool =
      new Pool(
          sozu.client().connections(1).build(),
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

  private CompletableFuture<Response> status(Duration timeout) {
    return pool.send(Requests.status(), Deadline.in(timeout));
  }

  /** Keeps the loop from its deadlines until the latch is open. */
  private void hold(CountDownLatch latch) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    pool.steps()
        .execute(
            () -> {
              held.countDown();
              try {
                latch.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    held.await();
  }

  @Test
  void aCallThatIsOverdueWhenItsTurnComesIsNotSent() throws InterruptedException {
    status(Duration.ofSeconds(12)).join();
    sozu.onNext(RequestTypeCase.STATUS).delay(Duration.ofMillis(400)).truth();
    CompletableFuture<Response> inFlight = status(Duration.ofSeconds(12));
    CompletableFuture<Response> overdue = status(Duration.ofMillis(100));
    CountDownLatch late = new CountDownLatch(1);
    hold(late);

    // This thread reads the answer and passes the connection on.
    inFlight.join();
    late.countDown();

    assertThatThrownBy(overdue::join).hasCauseInstanceOf(NotSentInTime.class);
    status(Duration.ofSeconds(12)).join();
    assertThat(sozu.seen(RequestTypeCase.STATUS)).isEqualTo(3);
    assertThat(pool.figures()).containsEntry("connections.lost", 0L);
  }
}
