package io.sozu.rabbitmq.internal.consume;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.sozu.intake.Intake;
import io.sozu.intake.Result;
import io.sozu.rabbitmq.internal.connect.Reasons;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One consumption of the queue, from the first delivery to the end of its connection.
 *
 * <p>Three threads meet here. The connection's reader hands deliveries to the intake and waits
 * while that has no room. The intake's thread tells how far everything is settled. The consuming
 * thread ({@link #serve}) writes acknowledgements, so that nobody else is held up by a slow broker.
 *
 * <p>An acknowledgement means a delivery and all before it on this channel. When the channel ends,
 * the broker gives back to the queue all that was not acknowledged, and later ones are worth
 * nothing: those that come after {@link #close} are dropped, and the same messages come again in
 * another session.
 */
final class Session implements AutoCloseable {
  /** What the broker is given to take its leave. */
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private static final Duration IDLE = Duration.ofMinutes(1);

  private final Connection connection;
  private final Channel channel;
  private final Intake<Delivery> intake;
  private final String source;
  private final LongConsumer settling = this::settled;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /** Guarded by this, as all that follows. */
  private long taken;

  private long settled;
  private boolean stopping;
  private long deadline;
  private @Nullable String broken;

  /**
   * One on a connection, which it then owns.
   *
   * @param source the queue and a number that no other session has
   */
  Session(Connection connection, Intake<Delivery> intake, String source) throws IOException {
    this.connection = connection;
    this.channel = connection.createChannel();
    this.intake = intake;
    this.source = source;
  }

  /**
   * Begins to consume.
   *
   * @param prefetch most deliveries that are not acknowledged
   */
  void begin(String queue, int prefetch) throws IOException {
    channel.basicQos(prefetch);
    String unused = channel.basicConsume(queue, false, new Reader());
  }

  /** Settled up to this delivery of ours. Called by the intake, in order. */
  synchronized void settled(long tag) {
    settled = Math.max(settled, tag);
    notifyAll();
  }

  /**
   * Takes nothing more. {@link #serve} returns when what was taken is settled, or after so long.
   * What is delivered meanwhile goes back to the queue with the rest.
   */
  void stop(Duration patience) {
    synchronized (this) {
      stopping = true;
      deadline = System.nanoTime() + patience.toNanos();
      notifyAll();
    }
    over.complete(null);
  }

  /**
   * Acknowledges what is settled until the session is over.
   *
   * @throws IOException if it broke, with the reason
   */
  void serve() throws IOException, InterruptedException {
    long written = 0;
    while (true) {
      long tag;
      boolean last;
      synchronized (this) {
        while (broken == null && settled == written && !done()) {
          // Woken by whatever changes; the time counts only for a session that is stopped.
          TimeUnit.NANOSECONDS.timedWait(this, stopping ? left() : IDLE.toNanos());
        }
        if (broken != null) {
          throw new IOException(broken);
        }
        tag = settled;
        last = done();
      }
      if (tag > written) {
        channel.basicAck(tag, true);
        written = tag;
      }
      if (last) {
        return;
      }
    }
  }

  private boolean done() {
    return stopping && (settled == taken || left() <= 0);
  }

  private long left() {
    return deadline - System.nanoTime();
  }

  private synchronized void broke(String reason) {
    if (broken == null) {
      broken = reason;
    }
    notifyAll();
  }

  /** Ends the connection; nothing is taken any more when this returns. */
  @Override
  public void close() {
    synchronized (this) {
      stopping = true;
    }
    over.complete(null);
    connection.abort((int) GOODBYE.toMillis());
  }

  /** Runs on the connection's reader, see {@code CallerRuns}. */
  private final class Reader extends DefaultConsumer {
    Reader() {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      CompletableFuture<Void> room = intake.room().toCompletableFuture();
      if (!room.isDone()) {
        Object unused = CompletableFuture.anyOf(room, over).join();
      }
      Delivery delivery =
          new Delivery(
              settling, source + '.' + envelope.getDeliveryTag(), envelope, properties, body);
      synchronized (Session.this) {
        if (!stopping) {
          taken = envelope.getDeliveryTag();
          CompletionStage<Result> unused = intake.take(delivery);
        }
      }
    }

    @Override
    public void handleCancel(String tag) {
      broke("the broker ended the consumption: is the queue deleted?");
    }

    @Override
    public void handleShutdownSignal(String tag, ShutdownSignalException signal) {
      broke(Reasons.of(signal));
    }
  }
}
