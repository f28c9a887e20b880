package io.sozu.rabbitmq.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.sozu.intake.Intake;
import io.sozu.intake.Result;
import io.sozu.rabbitmq.internal.Fakes;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session between a scripted broker and a scripted intake. */
final class SessionTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
  private final List<Delivery> taken = new CopyOnWriteArrayList<>();
  private final AtomicReference<Consumer> consumer = new AtomicReference<>();
  private volatile CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
  private Session session;

  @BeforeEach
  void begin() throws IOException {
    Channel channel =
        new Fakes<>(Channel.class)
            .ignoring("basicQos")
            .on("basicConsume", arguments -> consume((Consumer) arguments[2]))
            .on("basicAck", arguments -> acknowledge((Long) arguments[0], (Boolean) arguments[1]))
            .get();
    Connection connection =
        new Fakes<>(Connection.class).on("createChannel", none -> channel).ignoring("abort").get();
    @SuppressWarnings("unchecked")
    Intake<Delivery> intake =
        new Fakes<>(Intake.class)
            .on("room", none -> room)
            .on("take", arguments -> take((Delivery) arguments[0]))
            .get();
    session = new Session(connection, intake, "queue/1");
    session.begin("queue", 100);
  }

  @AfterEach
  void end() {
    session.close();
  }

  @Test
  void whatIsSettledIsAcknowledgedWithAllBeforeIt() throws Exception {
    deliver(1, 2, 3);
    CompletableFuture<Void> served = serve();
    taken.get(1).settled();
    await().untilAsserted(() -> assertThat(acknowledged).containsExactly(2L));
    taken.get(2).settled();
    session.stop(LONG);
    served.join();
    assertThat(acknowledged).endsWith(3L);
  }

  @Test
  void aDeliveryWaitsUntilTheIntakeHasRoom() throws Exception {
    room = new CompletableFuture<>();
    CompletableFuture<Void> delivered = CompletableFuture.runAsync(() -> deliver(1));
    assertThatThrownBy(() -> delivered.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(taken).isEmpty();
    room.complete(null);
    delivered.join();
    assertThat(taken).hasSize(1);
  }

  @Test
  void aDeliveryThatWaitsForRoomEndsWithTheSession() throws Exception {
    room = new CompletableFuture<>();
    CompletableFuture<Void> delivered = CompletableFuture.runAsync(() -> deliver(1));
    session.close();
    delivered.join();
    assertThat(taken).isEmpty();
  }

  @Test
  void aStoppedSessionTakesNothingMoreAndEndsWhenAllIsSettled() throws Exception {
    deliver(1);
    CompletableFuture<Void> served = serve();
    session.stop(LONG);
    deliver(2);
    assertThat(served).isNotDone();
    taken.get(0).settled();
    served.join();
    assertThat(taken).hasSize(1);
    assertThat(acknowledged).containsExactly(1L);
  }

  @Test
  void aStoppedSessionGivesBackWhatIsNotSettledInTime() throws Exception {
    deliver(1, 2);
    taken.get(0).settled();
    session.stop(SHORT);
    session.serve();
    assertThat(acknowledged).containsExactly(1L);
  }

  @Test
  void aSessionWithoutDeliveriesStopsAtOnce() throws Exception {
    CompletableFuture<Void> served = serve();
    session.stop(LONG);
    served.join();
    assertThat(acknowledged).isEmpty();
  }

  @Test
  void aBrokenConnectionEndsItWithTheReason() {
    ShutdownSignalException signal = new ShutdownSignalException(true, false, null, null);
    signal.initCause(new EOFException());
    Objects.requireNonNull(consumer.get()).handleShutdownSignal("tag", signal);
    assertThatThrownBy(session::serve).hasMessage("the connection broke: EOFException");
  }

  @Test
  void aDeletedQueueEndsIt() throws IOException {
    Objects.requireNonNull(consumer.get()).handleCancel("tag");
    assertThatThrownBy(session::serve).hasMessageContaining("is the queue deleted?");
  }

  private CompletableFuture<Void> serve() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            session.serve();
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  private void deliver(long... tags) {
    for (long tag : tags) {
      try {
        Objects.requireNonNull(consumer.get())
            .handleDelivery(
                "tag", new Envelope(tag, false, "sozu", "key"), new BasicProperties(), new byte[0]);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private String consume(Consumer fresh) {
    consumer.set(fresh);
    return "tag";
  }

  private CompletionStage<Result> take(Delivery delivery) {
    taken.add(delivery);
    return new CompletableFuture<>();
  }

  private Object acknowledge(long tag, boolean multiple) {
    assertThat(multiple).isTrue();
    acknowledged.add(tag);
    return tag;
  }
}
