package io.sozu.rabbitmq.internal.consume;

import com.rabbitmq.client.Connection;
import io.sozu.client.config.Backoff;
import io.sozu.intake.Intake;
import io.sozu.intake.IntakeStatus;
import io.sozu.rabbitmq.RabbitMqOptions;
import io.sozu.rabbitmq.internal.connect.Connections;
import io.sozu.rabbitmq.internal.connect.Reasons;
import io.sozu.rabbitmq.internal.connect.Threads;
import io.sozu.rabbitmq.internal.connect.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Consumes the queue for as long as the connector is open: one {@link Session} after the other, on
 * a thread of its own that also waits, connects and acknowledges.
 *
 * <p><b>Nothing is lost, and order is kept.</b> When a session ends, the intake forgets what is not
 * acknowledged before the next begins, because the broker delivers it again. It delivers a whole
 * end of the stream, in order: a classic queue puts messages back where they were; a quorum queue
 * keeps what came back apart, in order, and delivers that first. But a quorum queue (3.10 to 4.2 at
 * least) puts what comes back a second time <em>behind</em> what came back before and is not yet
 * delivered. That never happens when all of it is delivered at once, so the prefetch of one queue
 * is never lowered while we run. {@code RabbitMqRedeliveryIT} pins both.
 *
 * <p>A session that the broker ends is followed by another at once; then pauses double up to 30 s.
 * A broker ends one, for example, when a message is not acknowledged for half an hour (its
 * consumer_timeout), which is no harm.
 */
public final class Consumption implements AutoCloseable {
  private static final Duration RETRY_MIN = Duration.ofMillis(100);
  private static final Duration RETRY_MAX = Duration.ofSeconds(30);

  /** How long what was taken may take to be settled before the rest is given back. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** A session that lasted so long was no failure to connect. */
  private static final Duration WORKED = Duration.ofSeconds(5);

  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private final Connections connections;
  private final Intake<Delivery> intake;
  private final IntakeStatus status;
  private final String instance;
  private final Thread thread;
  private final Backoff backoff = new Backoff(RETRY_MIN, RETRY_MAX);

  /** Guarded by this, as all that follows. */
  private RabbitMqOptions options;

  private @Nullable Session session;
  private boolean changed;
  private boolean closing;

  /** Of the consuming thread, as all that follows. */
  private @Nullable RabbitMqOptions last;

  private int prefetch;
  private long sessions;

  /**
   * One that is to be started.
   *
   * @param instance the Sōzu's name
   */
  public Consumption(
      String instance, Intake<Delivery> intake, RabbitMqOptions options, IntakeStatus status) {
    this.instance = instance;
    this.connections = new Connections(instance, "consume");
    this.intake = intake;
    this.options = options;
    this.status = status;
    this.thread = new Threads("sozu-" + instance + "-rabbitmq-consume").newThread(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Finishes the session and begins another with these options, at once. */
  public synchronized void use(RabbitMqOptions fresh) {
    options = fresh;
    changed = true;
    stopSession(PATIENCE);
  }

  /** Takes nothing more; what was taken may still be settled until {@link #close}. */
  public synchronized void stop() {
    closing = true;
    connections.close();
    stopSession(PATIENCE);
  }

  /** Acknowledges what is settled and gives back the rest; no thread is left. */
  @Override
  public void close() {
    stop();
    synchronized (this) {
      stopSession(Duration.ZERO);
    }
    try {
      thread.join(GOODBYE.toMillis());
      connections.cut();
      thread.join(GOODBYE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopSession(Duration patience) {
    if (session != null) {
      session.stop(patience);
    }
    notifyAll();
  }

  private void run() {
    try {
      while (true) {
        RabbitMqOptions now;
        synchronized (this) {
          if (closing) {
            return;
          }
          changed = false;
          now = options;
        }
        long began = System.nanoTime();
        String failure = consume(now);
        intake.forget();
        if (failure != null) {
          status.broker(false, failure);
          pause(System.nanoTime() - began);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until the session ends; gives back why, or null if we ended it. */
  private @Nullable String consume(RabbitMqOptions now) throws InterruptedException {
    try (Session opened = open(now)) {
      if (!enter(opened)) {
        return null;
      }
      opened.begin(queue(now), prefetch);
      status.broker(true, Connections.target(now) + ", queue " + queue(now));
      opened.serve();
      return null;
    } catch (IOException | TimeoutException | RuntimeException e) {
      return Reasons.of(e);
    } finally {
      leave();
    }
  }

  private Session open(RabbitMqOptions now) throws IOException, TimeoutException {
    Connection connection = connections.open(now);
    try {
      prepare(new Topology(connection, now, queue(now)), now);
      return new Session(connection, intake, queue(now) + '/' + ++sessions);
    } catch (IOException | TimeoutException | RuntimeException e) {
      connection.abort();
      throw e;
    }
  }

  private void prepare(Topology topology, RabbitMqOptions now)
      throws IOException, TimeoutException {
    status.warn(
        "queue",
        topology.prepare()
            ? queue(now)
                + " has a delivery limit, and loses a message that is delivered too often: set the"
                + " policy delivery-limit to -1, or let us make the queue anew"
            : "");
    RabbitMqOptions before = last;
    boolean same =
        before != null && before.uri().equals(now.uri()) && queue(before).equals(queue(now));
    if (before != null && same) {
      topology.unbind(before);
    }
    prefetch = same ? Math.max(prefetch, now.prefetch()) : now.prefetch();
    last = now;
  }

  private synchronized boolean enter(Session opened) {
    if (closing || changed) {
      return false;
    }
    session = opened;
    return true;
  }

  private synchronized void leave() {
    session = null;
  }

  private void pause(long lasted) throws InterruptedException {
    if (lasted > WORKED.toNanos()) {
      backoff.reset();
    }
    long end = System.nanoTime() + backoff.pause();
    synchronized (this) {
      for (long left = 1; left > 0 && !closing && !changed; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    }
  }

  private String queue(RabbitMqOptions of) {
    return queue(of, instance);
  }

  /** The name of the queue. */
  public static String queue(RabbitMqOptions options, String instance) {
    return options.queue().isBlank() ? "sozu-" + instance : options.queue();
  }
}
