package io.sozu.rabbitmq.internal.publish;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.sozu.client.config.Backoff;
import io.sozu.intake.IntakeStatus;
import io.sozu.intake.Result;
import io.sozu.rabbitmq.RabbitMqOptions;
import io.sozu.rabbitmq.internal.connect.Connections;
import io.sozu.rabbitmq.internal.connect.Reasons;
import io.sozu.rabbitmq.internal.connect.Threads;
import io.sozu.rabbitmq.internal.connect.Topology;
import io.sozu.rabbitmq.internal.consume.Consumption;
import io.sozu.rabbitmq.internal.consume.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes dead letters and replies, on a connection of its own: a broker that is low on memory or
 * disk stops reading from connections that publish, and acknowledgements must go on. Asks for the
 * length of the queue too.
 *
 * <p>All of it on one thread, which opens the connection when it is needed; what waits for that
 * thread is bounded by the intake, which has at most two letters a message that it holds.
 */
public final class Outlet implements AutoCloseable {
  private static final Duration RETRY_MIN = Duration.ofMillis(100);
  private static final Duration RETRY_MAX = Duration.ofSeconds(10);
  private static final Duration LENGTH_EVERY = Duration.ofSeconds(5);

  /** A broker that is healthy confirms within milliseconds. */
  private static final Duration CONFIRM = Duration.ofSeconds(30);

  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private final String instance;
  private final IntakeStatus status;
  private final Connections connections;
  private final ScheduledThreadPoolExecutor executor;
  private volatile RabbitMqOptions options;
  private volatile long length;
  private volatile boolean blocked;

  /** Of the publishing thread, as all that follows. */
  private final Map<String, Lane> lanes = new HashMap<>();

  private final Backoff backoff = new Backoff(RETRY_MIN, RETRY_MAX);
  private @Nullable Connection connection;
  private @Nullable RabbitMqOptions connectedWith;
  private IOException failure = new IOException("not yet connected");
  private long notBefore = System.nanoTime();

  /**
   * One that begins at once.
   *
   * @param instance the Sōzu's name
   */
  public Outlet(String instance, RabbitMqOptions options, IntakeStatus status) {
    this.instance = instance;
    this.options = options;
    this.status = status;
    this.connections = new Connections(instance, "publish");
    this.executor =
        new ScheduledThreadPoolExecutor(1, new Threads("sozu-" + instance + "-rabbitmq-publish"));
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(
            this::look, 0, LENGTH_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Uses other options for what is published from now on. */
  public void use(RabbitMqOptions fresh) {
    options = fresh;
  }

  /** Messages that wait in the queue, as the broker last told; not those that were delivered. */
  public long length() {
    return length;
  }

  /** Publishes a dead letter; the stage completes when a queue has it. */
  public CompletionStage<Void> deadLetter(Delivery delivery, Result result) {
    return publish(options.deadLetterExchange(), Letter.dead(delivery, result, instance));
  }

  /** Whether anybody wants replies. */
  public boolean repliesWanted() {
    return !options.replies().isEmpty();
  }

  /** Publishes a reply; the stage completes when the broker has it. */
  public CompletionStage<Void> reply(Delivery delivery, Result result) {
    return publish(options.replies(), Letter.reply(delivery, result, instance));
  }

  private CompletionStage<Void> publish(String exchange, Letter letter) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      executor.execute(
          () -> {
            try {
              lane(exchange).publish(letter, done);
            } catch (IOException | TimeoutException | RuntimeException e) {
              done.completeExceptionally(new IOException(Reasons.of(e), e));
            }
          });
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(new IOException("the connector is closed"));
    }
    return done;
  }

  private Lane lane(String exchange) throws IOException, TimeoutException {
    Connection open = connected();
    Lane lane = lanes.get(exchange);
    if (lane == null || !lane.isOpen()) {
      // Again for each lane: whoever deleted an exchange ended the lane with it.
      topology(open).publishing();
      lane = new Lane(open.createChannel(), exchange);
      lanes.put(exchange, lane);
    }
    return lane;
  }

  private Connection connected() throws IOException, TimeoutException {
    RabbitMqOptions now = options;
    Connection open = connection;
    if (open != null && open.isOpen() && connectedWith != null && connectedWith.sameBroker(now)) {
      return open;
    }
    // Thousands may want to publish while the broker is away.
    if (System.nanoTime() - notBefore < 0) {
      throw failure;
    }
    disconnect();
    try {
      Connection fresh = connections.open(now);
      fresh.addBlockedListener(new Alarm());
      connection = fresh;
      connectedWith = now;
      backoff.reset();
      return fresh;
    } catch (IOException | TimeoutException | RuntimeException e) {
      failure = new IOException(Reasons.of(e), e);
      notBefore = System.nanoTime() + backoff.pause();
      throw e;
    }
  }

  private Topology topology(Connection open) {
    return new Topology(open, options, Consumption.queue(options, instance));
  }

  private void look() {
    if (!blocked && lanes.values().stream().anyMatch(lane -> lane.waits(CONFIRM))) {
      // Nothing else ends a letter whose queue is broken while its connection is not.
      lanes.values().forEach(lane -> lane.fail("the broker confirms nothing"));
      disconnect();
    }
    measure();
  }

  private void measure() {
    try {
      Connection open = connected();
      try (Channel channel = open.createChannel()) {
        length = channel.messageCount(Consumption.queue(options, instance));
      }
    } catch (IOException | TimeoutException | RuntimeException e) {
      // The consumption tells what is wrong; the last length is the best that is known.
    }
  }

  private void disconnect() {
    lanes.clear();
    blocked = false;
    status.warn(Alarm.TOPIC, "");
    if (connection != null) {
      connection.abort((int) GOODBYE.toMillis());
      connection = null;
    }
  }

  /** Closes the connection; what is not confirmed fails. No thread is left. */
  @Override
  public void close() {
    connections.close();
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
        connections.cut();
        boolean unused = executor.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    disconnect();
  }

  /** The broker's, on this connection; told on its reader. */
  private final class Alarm implements BlockedListener {
    static final String TOPIC = "alarm";

    @Override
    public void handleBlocked(String reason) {
      blocked = true;
      status.warn(TOPIC, "the broker takes no dead letters and replies now: " + reason);
    }

    @Override
    public void handleUnblocked() {
      blocked = false;
      status.warn(TOPIC, "");
    }
  }
}
