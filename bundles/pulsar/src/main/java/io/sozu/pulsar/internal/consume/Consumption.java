package io.sozu.pulsar.internal.consume;

import io.sozu.client.SozuClient;
import io.sozu.client.config.Backoff;
import io.sozu.intake.Intake;
import io.sozu.intake.IntakeStatus;
import io.sozu.intake.Result;
import io.sozu.intake.Source;
import io.sozu.pulsar.PulsarOptions;
import io.sozu.pulsar.internal.connect.Connection;
import io.sozu.pulsar.internal.connect.Reasons;
import io.sozu.pulsar.internal.connect.TlsProbe;
import io.sozu.pulsar.internal.publish.Outlet;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the brokers, for as long as it takes, and hands messages to the intake while that has
 * room. All of it on one thread, which also calls Pulsar's client wherever that may block.
 */
public final class Consumption implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Consumption.class);

  /** How often it is looked at what does not come by itself. */
  private static final Duration TICK = Duration.ofMillis(250);

  /**
   * After so long without a connection everything begins anew: with a token read again, and with a
   * reason why there is none, which Pulsar's client keeps to itself when it connects again.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** How long what was taken may take before other messages are consumed instead. */
  private static final Duration FINISH = Duration.ofSeconds(5);

  /** How long acknowledgements, or dead letters and replies, that are on their way may take. */
  private static final Duration FLUSH = Duration.ofSeconds(1);

  /** After so long without being asked for it, Sōzu is restored all the same. */
  private static final Duration UNASKED = Duration.ofSeconds(1);

  private static final Duration GOODBYE = Duration.ofSeconds(5);
  private static final Duration RETRY_MIN = Duration.ofMillis(100);
  private static final Duration RETRY_MAX = Duration.ofSeconds(10);

  private final SozuClient sozu;
  private final String instance;
  private final Intake<Delivery> intake;
  private final Outlet outlet;
  private final IntakeStatus status;
  private final Progress progress = new Progress();
  private final Lag lag = new Lag(progress);
  private final Ending ending = new Ending();
  private final AtomicReference<@Nullable Restoration> restoration = new AtomicReference<>();
  private final Thread thread;
  private volatile PulsarOptions options;

  /** Of the thread, as all that follows. */
  private final Backoff pauses = new Backoff(RETRY_MIN, RETRY_MAX);

  private boolean connected;
  private long connectedUntil;
  private long ticked = System.nanoTime();

  /** What Sōzu should have, once that is known; null too when it is not asked for. */
  private @Nullable Replay replay;

  private long lackingSince = System.nanoTime();

  /**
   * One that has not begun.
   *
   * @param sozu whose messages these are
   */
  public Consumption(
      SozuClient sozu,
      Intake<Delivery> intake,
      Outlet outlet,
      PulsarOptions options,
      IntakeStatus status) {
    this.sozu = sozu;
    this.instance = sozu.instance();
    this.intake = intake;
    this.outlet = outlet;
    this.options = options;
    this.status = status;
    this.thread = new Thread(this::run, threadName());
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
  }

  private String threadName() {
    return "sozu-" + instance + "-pulsar";
  }

  /** Begins. */
  public void start() {
    status.figure("broker.lag", lag::entries);
    thread.start();
  }

  /** Uses other options. */
  public void use(PulsarOptions fresh) {
    options = fresh;
  }

  /** Restores a Sōzu, if the topics are to say what it has. Completes when that is done. */
  public CompletionStage<?> restore() {
    if (!options.isReplayed() || ending.isStopped()) {
      return Source.NOTHING_TO_TELL;
    }
    Restoration asked = new Restoration(sozu, new CompletableFuture<>());
    restoration.set(asked);
    return asked.done();
  }

  /** This message and all that were taken before it are settled. */
  public void settled(Delivery last) {
    progress.settled(last.topic(), last.position());
  }

  /** Takes no more messages; what is settled is still acknowledged. */
  public void stop() {
    ending.stop();
  }

  /** Closes the connection, once what is settled is acknowledged. The thread has ended then. */
  @Override
  public void close() {
    ending.end();
    try {
      thread.join(GOODBYE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("{}: Pulsar's client does not close", threadName());
    }
  }

  private void run() {
    PulsarOptions before = options;
    try {
      while (!ending.isEnded()) {
        PulsarOptions now = options;
        if (!now.sameMessages(before)) {
          intake.forget();
          progress.clear();
          replay = null;
        }
        before = now;
        try (Connection connection = Connection.open(threadName(), now)) {
          outlet.use(connection.client(), now);
          consume(connection.client(), now);
          outlet.retire(FLUSH);
        } catch (IOException | RuntimeException e) {
          fail(now, e);
        } finally {
          outlet.suspend();
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("{} is interrupted and ends", threadName());
    }
  }

  /** Consumes until the options change; fails when there is no connection. */
  private void consume(PulsarClient client, PulsarOptions now)
      throws IOException, InterruptedException {
    while (goesOn(now)) {
      try (Subscription subscription =
          Subscription.open(client, now, now.subscriptionOf(instance), ending)) {
        progress.use(subscription.consumer());
        connected(now);
        restore(client, subscription, now);
        consume(subscription, now);
        finish(options.sameMessages(now) ? FLUSH : FINISH);
      } finally {
        progress.use(null);
      }
    }
  }

  private boolean goesOn(PulsarOptions now) {
    return options.sameBroker(now) && !ending.isEnded();
  }

  /** Consumes until the options change, or everything must be taken again. */
  private void consume(Subscription subscription, PulsarOptions now)
      throws IOException, InterruptedException {
    Filter filter = new Filter(now);
    boolean inStep = true;
    while (inStep && goesOn(now) && restoration.get() == null) {
      if (ending.isStopped() || lacksReplay(now)) {
        ending.await(TICK.dividedBy(10));
      } else if (hasRoom()) {
        Message<byte[]> message = subscription.receive(TICK);
        inStep = message == null || take(message, subscription, filter);
      }
      if (System.nanoTime() - ticked >= TICK.toNanos()) {
        inStep &= tick(subscription, now);
      }
    }
    if (!inStep) {
      // What is held will be delivered again, to us or to somebody else.
      intake.forget();
      progress.forget();
    }
  }

  /** Whether nothing may be taken yet, because what Sōzu should have is not known. */
  private boolean lacksReplay(PulsarOptions now) {
    if (!now.isReplayed() || replay != null) {
      lackingSince = System.nanoTime();
      return false;
    }
    // The intake asks when it meets a Sōzu, not when a configuration changes.
    if (intake.reachesSozu() && System.nanoTime() - lackingSince > UNASKED.toNanos()) {
      restoration.compareAndSet(null, new Restoration(sozu, new CompletableFuture<>()));
    }
    return true;
  }

  /** Makes Sōzu what the topics say, if somebody asked for it since the last time. */
  private void restore(PulsarClient client, Subscription subscription, PulsarOptions now)
      throws IOException, InterruptedException {
    Restoration asked = restoration.get();
    if (asked == null) {
      return;
    }
    if (!now.isReplayed() || ending.isStopped()) {
      restoration.compareAndSet(asked, null);
      asked.done().complete(null);
      return;
    }
    try {
      // What is held comes again, and is judged by what is known then.
      intake.forget();
      progress.forget();
      Replay read =
          Replay.read(
              client, ending.await(subscription.ends()), new Filter(now), now.intake(), ending);
      read.apply(asked.sozu(), now.intake(), status);
      replay = read;
      restoration.compareAndSet(asked, null);
      asked.done().complete(null);
    } catch (IOException | RuntimeException e) {
      restoration.compareAndSet(asked, null);
      asked.done().completeExceptionally(e);
      lackingSince = System.nanoTime();
      replay = null;
      status.warn("replay", "Sōzu could not be restored, trying on: " + Reasons.of(e));
    }
  }

  private boolean hasRoom() throws InterruptedException {
    CompletionStage<Void> room = intake.room();
    try {
      room.toCompletableFuture().get(TICK.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("room does not fail", e);
    }
  }

  /** Hands a message over, unless it is known. False if everything must be taken again. */
  private boolean take(Message<byte[]> message, Subscription subscription, Filter filter) {
    if (!filter.wants(message.getTopicName())) {
      progress.skipped(message);
      return true;
    }
    switch (progress.arrived(message, subscription.isOrdered())) {
      case NEW -> {
        Delivery delivery = new Delivery(message);
        Replay now = replay;
        CompletionStage<Result> unused =
            intake.take(now == null ? delivery : delivery.asking(now.judge(delivery)));
      }
      case KNOWN -> {}
      case REWOUND -> {
        LOG.warn(
            "{}: the subscription was moved back to {} of {}: all from there is applied again",
            threadName(),
            Position.of(message.getMessageId()),
            message.getTopicName());
        progress.rewind();
        return false;
      }
    }
    return true;
  }

  /** Looks at what does not come by itself. False if everything must be taken again. */
  private boolean tick(Subscription subscription, PulsarOptions now) throws IOException {
    Duration passed = Duration.ofNanos(System.nanoTime() - ticked);
    ticked = System.nanoTime();
    if (subscription.isConnected()) {
      connected(now);
      progress.age(passed);
      progress.tick();
      lag.look(subscription);
    } else if (ticked - connectedUntil > PATIENCE.toNanos()) {
      throw new IOException("it broke, and did not come back by itself");
    } else {
      disconnected("it broke, connecting again");
    }
    return subscription.isOrdered()
        ? !progress.holds(subscription.lost())
        : !subscription.wasDisconnected();
  }

  /** Waits until everything that was taken is settled and acknowledged, for so long at most. */
  private void finish(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (restoration.get() == null && !progress.isOver() && System.nanoTime() < end) {
      progress.tick();
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private void fail(PulsarOptions now, Exception failure) throws InterruptedException {
    if (!ending.isEnded()) {
      disconnected(TlsProbe.look(now).orElse(Reasons.of(failure)));
      LOG.debug("{}: no connection", threadName(), failure);
      ending.await(Duration.ofNanos(pauses.pause()));
    }
  }

  private void connected(PulsarOptions now) {
    connectedUntil = System.nanoTime();
    if (!connected) {
      connected = true;
      pauses.reset();
      status.broker(true, now.serviceUrl() + " as " + now.subscriptionOf(instance));
    }
  }

  private void disconnected(String why) {
    connected = false;
    status.broker(false, why);
  }
}
