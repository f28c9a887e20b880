package io.sozu.client.internal.save;

import io.sozu.client.ClientClosed;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.SozuException;
import io.sozu.client.Unreachable;
import io.sozu.client.config.Backoff;
import io.sozu.client.internal.exchange.Worker;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Promise;
import io.sozu.client.internal.wire.Steps;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.CountRequests;
import io.sozu.protocol.command.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Sōzu save its state after changes, whoever made them: once nothing has changed for a moment,
 * at the latest after half a minute, and before the client closes; and at once when it is asked to.
 * Changes are told by Sōzu's own counts of requests. What Sōzu has when it is first met is no
 * change where there is a file: after a crash it may be less than what the file has.
 */
public final class StateSaver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateSaver.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** A Sōzu that never rests is saved this often. */
  private static final Duration RESTLESS = Duration.ofSeconds(30);

  /** What a client that closes gives Sōzu for its counts, and for the save. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(1);

  private static final Duration LAST_SAVE = Duration.ofSeconds(3);
  private static final Duration SAVE_TIME = Duration.ofMinutes(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Request COUNT =
      Request.newBuilder().setCountRequests(CountRequests.getDefaultInstance()).build();

  /** The removal of leftovers, one look and one save that was asked for. */
  private static final int MOST_WAITING = 3;

  private final Wire wire;
  private final Target target;
  private final Consumer<String> concern;
  private final Duration restless;
  private final Worker worker;
  private Steps.@Nullable Timer timer;

  /** Whether a look waits: while a save takes long, more of them would find the same. */
  private final AtomicBoolean lookWaits = new AtomicBoolean();

  /** The save that was asked for and has not begun, which later callers share. */
  private final AtomicReference<@Nullable Asked> next = new AtomicReference<>();

  /** On the worker. */
  private @Nullable Map<String, Integer> last;

  /** What the file has, or what Sōzu had when it was met; on the worker. */
  private @Nullable Map<String, Integer> saved;

  /** Since when the file has lacked something, as {@link System#nanoTime()}; on the worker. */
  private @Nullable Long staleSince;

  /** Between tries that fail; on the worker. */
  private final Backoff backoff = new Backoff(PERIOD, LONGEST_PAUSE);

  /** Not before this point of {@link System#nanoTime()}; on the worker. */
  private long nextTry = System.nanoTime();

  /** A save that callers wait for, and the Sōzu that the first of them meant. */
  private record Asked(long generation, CompletableFuture<Void> done) {}

  /**
   * A saver that does nothing by itself before {@link #start}.
   *
   * @param file where the state goes; its folder must be on Sōzu's file system too
   * @param concern told why saving fails, for as long as it does; empty when it is over
   */
  public StateSaver(Wire wire, Path file, Consumer<String> concern) {
    this(wire, file, concern, RESTLESS);
  }

  StateSaver(Wire wire, Path file, Consumer<String> concern, Duration restless) {
    this.wire = wire;
    this.restless = restless;
    this.target = new Target(file.toAbsolutePath());
    this.concern = concern;
    this.worker = new Worker("sozu-" + wire.options().instance() + "-save", MOST_WAITING);
  }

  /** Begins to look, every two seconds. */
  public synchronized void start() {
    worker.offer(target::removeLeftovers);
    timer = wire.steps().every(PERIOD.toNanos(), this::offerLook);
  }

  /** As {@link io.sozu.client.State#saveNow()}. */
  public CompletionStage<Void> saveNow() {
    Asked mine = new Asked(wire.generation(), new CompletableFuture<>());
    Asked waiting = next.compareAndExchange(null, mine);
    if (waiting == null && !worker.offer(this::saveAsked)) {
      mine.done()
          .completeExceptionally(
              new ClientClosed("the client of " + wire.options().instance() + " is closed"));
    }
    // A stage of its own, because one caller may cancel what others wait for.
    CompletableFuture<Void> shared = (waiting == null ? mine : waiting).done();
    return Promise.of(shared.copy(), wire.callbacks());
  }

  private void offerLook() {
    if (lookWaits.compareAndSet(false, true)) {
      worker.offer(this::look);
    }
  }

  private void look() {
    lookWaits.set(false);
    long generation = wire.generation();
    Map<String, Integer> now;
    try {
      now = counts(wire.options().requestTimeout());
    } catch (SozuException | RejectedExecutionException e) {
      // Sōzu is away, which the client tells by itself.
      return;
    }
    boolean quiet = now.equals(last);
    last = now;
    Map<String, Integer> known = saved;
    boolean metAnew = known == null || startedAnew(known, now);
    if (metAnew && target.exists()) {
      saved = now;
      concern.accept("");
    } else if (due(quiet, now.equals(known))) {
      try {
        save(now, generation, SAVE_TIME);
      } catch (SozuException e) {
        nextTry = System.nanoTime() + backoff.pause();
        concern.accept("state.save=" + target + " is not up to date: " + e.getMessage());
      }
    }
  }

  private boolean due(boolean quiet, boolean same) {
    if (same) {
      staleSince = null;
      return false;
    }
    long now = System.nanoTime();
    Long since = staleSince;
    if (since == null) {
      since = now;
      staleSince = since;
    }
    return (quiet || now - since >= restless.toNanos()) && now - nextTry >= 0;
  }

  /** Saves what the file lacks, as far as Sōzu is quick; the client is about to close. */
  public void finish() {
    CountDownLatch done = new CountDownLatch(1);
    if (!stop() || !worker.offer(() -> lastLook(done))) {
      return;
    }
    try {
      // Whether in time or not, the client closes now.
      boolean unused = done.await(LAST_LOOK.plus(LAST_SAVE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lastLook(CountDownLatch done) {
    try {
      long generation = wire.generation();
      Map<String, Integer> known = saved;
      Map<String, Integer> now = counts(LAST_LOOK);
      if (known != null && !startedAnew(known, now) && !now.equals(known)) {
        save(now, generation, LAST_SAVE);
      }
    } catch (SozuException | RejectedExecutionException e) {
      LOG.info(
          "{}: the last changes are not in {}: {}",
          wire.options().instance(),
          target,
          e.toString());
    } finally {
      done.countDown();
    }
  }

  private void saveAsked() {
    Asked asked = Objects.requireNonNull(next.getAndSet(null));
    try {
      save(counts(wire.options().requestTimeout()), asked.generation(), SAVE_TIME);
      asked.done().complete(null);
    } catch (RuntimeException e) {
      asked.done().completeExceptionally(e);
    }
  }

  private Map<String, Integer> counts(Duration timeout) {
    return Promise.joined(wire.send(COUNT, Deadline.in(timeout)))
        .getContent()
        .getRequestCounts()
        .getMapMap();
  }

  /** Counts only grow while a Sōzu lives. */
  private static boolean startedAnew(Map<String, Integer> before, Map<String, Integer> now) {
    return before.entrySet().stream()
        .anyMatch(count -> now.getOrDefault(count.getKey(), 0) < count.getValue());
  }

  /**
   * Saves; a failure leaves the old file.
   *
   * @param now Sōzu's counts before the save
   * @param generation of the Sōzu that is meant; 0 is any
   */
  private void save(Map<String, Integer> now, long generation, Duration timeout) {
    try {
      target.write(wire.peerUid(), path -> write(path, generation, timeout));
    } catch (IOException e) {
      throw new Unreachable(target + " cannot be written: " + e, e);
    }
    saved = now;
    staleSince = null;
    backoff.reset();
    concern.accept("");
    LOG.debug("{}: state saved to {}", wire.options().instance(), target);
  }

  private void write(String path, long generation, Duration timeout) {
    Promise.joined(
        wire.send(Request.newBuilder().setSaveState(path).build(), Deadline.in(timeout)));
    if (generation != 0 && wire.generation() != generation) {
      throw new OutcomeUnknown("Sōzu was replaced meanwhile: what was in force may be lost");
    }
  }

  /** Looks no more; whether it did. */
  private synchronized boolean stop() {
    Steps.Timer looking = timer;
    timer = null;
    if (looking != null) {
      looking.cancel();
    }
    return looking != null;
  }

  @Override
  public void close() {
    stop();
    worker.close();
  }
}
