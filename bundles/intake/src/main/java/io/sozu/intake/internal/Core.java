package io.sozu.intake.internal;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.Distribution;
import io.sozu.intake.Brake;
import io.sozu.intake.Intake;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.Message;
import io.sozu.intake.Result;
import io.sozu.intake.Source;
import io.sozu.intake.internal.apply.ClientSozu;
import io.sozu.intake.internal.apply.Sozu;
import io.sozu.intake.internal.decode.Decoder;
import io.sozu.intake.internal.loop.Loop;
import io.sozu.intake.internal.loop.Room;
import io.sozu.intake.internal.order.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The door of an intake: what callers may do from any thread. Everything behind it is done by the
 * {@link Course}, on the intake's own thread.
 *
 * @param <M> the connector's messages
 */
public final class Core<M extends Message> implements Intake<M> {
  /** How often it is looked whether Sōzu was replaced. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private static final String CLOSED = "the intake is closed: the message must come again";

  private final Room room;
  private final Figures figures = new Figures();
  private final Loop loop;
  private final Course<M> course;
  private final Queue<Entry<M>> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean drainPlanned = new AtomicBoolean();
  private final List<Runnable> watchers = new ArrayList<>();
  private final AtomicInteger epoch = new AtomicInteger();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean shut;

  private Core(
      Sozu sozu,
      Supplier<CompletionStage<?>> restore,
      String name,
      Source<M> source,
      IntakeOptions options) {
    this.room = new Room(options);
    this.loop = new Loop("sozu-" + name + "-intake", this::turn);
    this.course = new Course<>(name, sozu, loop, room, figures, source, restore, options);
  }

  /** An intake of a client's Sōzu, as {@link Intake#open} promises it. */
  public static <M extends Message> Core<M> open(
      SozuClient client, String connector, Source<M> source, IntakeOptions options) {
    String name = client.instance() + "-" + connector;
    return open(new ClientSozu(client), () -> source.restore(client), name, source, options);
  }

  /**
   * An intake of any Sōzu.
   *
   * @param restore brings it to where it should be
   * @param name of the instance and the connector, in names of threads and log lines
   */
  static <M extends Message> Core<M> open(
      Sozu sozu,
      Supplier<CompletionStage<?>> restore,
      String name,
      Source<M> source,
      IntakeOptions options) {
    Core<M> core = new Core<>(sozu, restore, name, source, options);
    core.loop.execute(() -> {});
    core.loop.every(LOOK, core::look);
    return core;
  }

  @Override
  public CompletionStage<Result> take(M message) {
    Entry<M> entry = new Entry<>(message, Decoder.decode(message), epoch.get());
    figures.received.increment();
    room.enter(entry.bytes());
    inbox.add(entry);
    if (shut) {
      giveBackInbox();
    } else if (drainPlanned.compareAndSet(false, true)) {
      loop.execute(this::drain);
    }
    return entry.told();
  }

  @Override
  public CompletionStage<Void> room() {
    return room.stage();
  }

  @Override
  public void forget() {
    int next = epoch.incrementAndGet();
    loop.execute(() -> course.forgetBefore(next));
  }

  @Override
  public void use(IntakeOptions options) {
    room.use(options);
    loop.execute(() -> course.use(options));
  }

  @Override
  public Brake brake() {
    return course.brake();
  }

  @Override
  public Map<String, Number> figures() {
    Map<String, Number> all = figures.snapshot();
    course.tell(all);
    all.put("unsettled", room.messages());
    all.put("unsettled.bytes", room.bytes());
    return all;
  }

  @Override
  public Map<String, Distribution> distributions() {
    return Map.of("publish.to.applied.seconds", figures.publishToApplied.snapshot());
  }

  @Override
  public boolean reachesSozu() {
    return course.reachesSozu();
  }

  @Override
  public List<String> concerns() {
    return course.concerns();
  }

  @Override
  public String lastApplied() {
    return course.lastApplied();
  }

  @Override
  public Optional<ConnectorStatus.Problem> lastRefusal() {
    return course.lastRefusal();
  }

  /** Has somebody look at this again and again, on the intake's thread, until it is closed. */
  public void watch(Runnable watcher) {
    loop.execute(() -> watchers.add(watcher));
  }

  @Override
  public void close(Duration patience) {
    if (!closing.compareAndSet(false, true)) {
      awaitClosed();
      return;
    }
    if (!loop.isInside()) {
      awaitQuiet(patience);
    }
    shut = true;
    if (loop.close()) {
      course.close(CLOSED);
    }
    giveBackInbox();
    room.close();
    closed.countDown();
  }

  /** What is at Sōzu comes back and is settled, but nothing more is sent. */
  private void awaitQuiet(Duration patience) {
    CompletableFuture<Void> quiet = new CompletableFuture<>();
    loop.execute(() -> course.end(quiet));
    try {
      quiet.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // What is still on its way is told, and given back, once the thread has ended.
    } catch (ExecutionException e) {
      throw new IllegalStateException("quiet does not fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitClosed() {
    if (loop.isInside()) {
      return;
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    course.look();
    watchers.forEach(Runnable::run);
  }

  private void drain() {
    drainPlanned.set(false);
    for (Entry<M> entry = inbox.poll(); entry != null; entry = inbox.poll()) {
      course.admit(entry);
    }
  }

  private void giveBackInbox() {
    for (Entry<M> entry = inbox.poll(); entry != null; entry = inbox.poll()) {
      room.leave(entry.bytes());
      entry.forget(CLOSED);
    }
  }

  private void turn() {
    course.turn();
  }
}
