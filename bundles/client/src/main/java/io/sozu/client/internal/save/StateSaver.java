package io.sozu.client.internal.save;

import io.sozu.client.SozuException;
import io.sozu.client.internal.exchange.Worker;
import io.sozu.client.internal.pool.Backoff;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Steps;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.CountRequests;
import io.sozu.protocol.command.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Sōzu save its state after changes, whoever made them, once nothing has changed for a moment.
 * Changes are told by Sōzu's own counts of requests. What Sōzu has when it is first met is no
 * change where there is a file: after a crash it may be less than what the file has.
 */
public final class StateSaver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateSaver.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final Duration SAVE_TIME = Duration.ofMinutes(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Request COUNT =
      Request.newBuilder().setCountRequests(CountRequests.getDefaultInstance()).build();

  private final Wire wire;
  private final Target target;
  private final Consumer<String> concern;
  private final Worker worker;
  private Steps.@Nullable Timer timer;

  /** On the worker. */
  private @Nullable Map<String, Integer> last;

  /** What the file has, or what Sōzu had when it was met; on the worker. */
  private @Nullable Map<String, Integer> saved;

  /** Between tries that fail; on the worker. */
  private final Backoff backoff = new Backoff(PERIOD, LONGEST_PAUSE);

  /** Not before this point of {@link System#nanoTime()}; on the worker. */
  private long nextTry = System.nanoTime();

  /**
   * A saver that does nothing before {@link #start}.
   *
   * @param file where the state goes; its folder must be on Sōzu's file system too
   * @param concern told why saving fails, for as long as it does; empty when it is over
   */
  public StateSaver(Wire wire, Path file, Consumer<String> concern) {
    this.wire = wire;
    this.target = new Target(file.toAbsolutePath());
    this.concern = concern;
    this.worker = new Worker("sozu-" + wire.options().instance() + "-save", 2);
  }

  /** Begins to look, every two seconds. */
  public synchronized void start() {
    worker.offer(target::removeLeftovers);
    timer = wire.steps().every(PERIOD.toNanos(), () -> worker.offer(this::look));
  }

  private void look() {
    Map<String, Integer> now;
    try {
      Deadline deadline = Deadline.in(wire.options().requestTimeout());
      now = wire.send(COUNT, deadline).join().getContent().getRequestCounts().getMapMap();
    } catch (CompletionException | RejectedExecutionException e) {
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
    } else if (quiet && !now.equals(known) && System.nanoTime() - nextTry >= 0) {
      save(now);
    }
  }

  /** Counts only grow while a Sōzu lives. */
  private static boolean startedAnew(Map<String, Integer> before, Map<String, Integer> now) {
    return before.entrySet().stream()
        .anyMatch(count -> now.getOrDefault(count.getKey(), 0) < count.getValue());
  }

  private void save(Map<String, Integer> now) {
    try {
      target.write(
          wire.peerUid(),
          path ->
              wire.send(Request.newBuilder().setSaveState(path).build(), Deadline.in(SAVE_TIME))
                  .join());
      saved = now;
      backoff.reset();
      concern.accept("");
      LOG.debug("{}: state saved to {}", wire.options().instance(), target);
    } catch (IOException | CompletionException | SozuException e) {
      Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
      nextTry = System.nanoTime() + backoff.pause();
      concern.accept("state.save=" + target + " is not up to date: " + cause);
    }
  }

  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.cancel();
    }
    worker.close();
  }
}
