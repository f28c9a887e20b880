package io.sozu.client.internal.session;

import io.sozu.client.internal.loop.Loop;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way. Whoever claims it alone may send it or end it unsent.
 *
 * <p>Nobody's code runs on the loop thread, yet a thread that joins is woken by it directly,
 * without a hop through the callback executor: {@link #newIncompleteFuture} is called by every
 * method that attaches code and by none that waits, so it tells the two apart.
 */
public final class Call extends CompletableFuture<Response> {
  private enum Progress {
    WAITING,
    CLAIMED,
    ENDED
  }

  private enum Attached {
    NOTHING,
    CODE,
    /** The loop completes it this moment. */
    COMPLETING
  }

  /** Who ends a call that its owner cancels. */
  public interface Canceller {
    /** The call has been cancelled; it waits no more, or its connection is of no more use. */
    void cancelled(Call call);
  }

  private final Request request;
  private final long due;
  private final Consumer<Response> processing;
  private final Executor callbacks;
  private final Canceller canceller;
  private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITING);
  private final AtomicReference<Attached> attached;

  /**
   * When it was claimed, in nanoseconds; written by the claimer, read by the loop after the answer.
   */
  private volatile long claimedAt;

  /** How often it was sent and lost; on the loop thread. */
  private int losses;

  /** Threads that wait for it here; the rest of its dependents is code. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** Where its caller may wait for the answer; null when it had to wait for a connection. */
  private volatile @Nullable Session session;

  public Call(
      Request request,
      Deadline deadline,
      Consumer<Response> processing,
      Executor callbacks,
      Canceller canceller) {
    this.request = request;
    this.due = Loop.time(deadline.atNanos());
    this.canceller = canceller;
    boolean listens = processing != Exchange.IGNORE_PROCESSING;
    this.processing = processing;
    // A listener must hear everything before the end, so the end goes the same way, one after the
    // other.
    this.callbacks = listens ? new Serial(callbacks) : callbacks;
    this.attached = new AtomicReference<>(listens ? Attached.CODE : Attached.NOTHING);
  }

  public Request request() {
    return request;
  }

  /** Deadline in the loop's time. */
  public long due() {
    return due;
  }

  /** Tells on which session its own caller sends it. Before it is sent. */
  public void on(Session own) {
    session = own;
  }

  @Override
  public Response join() {
    readAnswer(Long.MAX_VALUE);
    waiting.incrementAndGet();
    try {
      return super.join();
    } finally {
      waiting.decrementAndGet();
    }
  }

  @Override
  public Response get() throws InterruptedException, ExecutionException {
    readAnswer(Long.MAX_VALUE);
    waiting.incrementAndGet();
    try {
      return super.get();
    } finally {
      waiting.decrementAndGet();
    }
  }

  @Override
  public Response get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long begin = System.nanoTime();
    long nanos = unit.toNanos(timeout);
    readAnswer(nanos);
    waiting.incrementAndGet();
    try {
      return super.get(nanos - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Waits at the socket, if it may: where code is attached, that runs elsewhere and in order. */
  private void readAnswer(long nanos) {
    Session own = session;
    if (own != null && attached.get() == Attached.NOTHING) {
      own.readFor(this, nanos);
    }
  }

  /** Takes it for sending; false if it has ended or another has it. */
  boolean claim() {
    if (!progress.compareAndSet(Progress.WAITING, Progress.CLAIMED)) {
      return false;
    }
    claimedAt = System.nanoTime();
    return true;
  }

  /** How long ago it was sent. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - claimedAt);
  }

  /** Gives it back unsent, or lost and harmless to repeat: it may be claimed again. */
  public void unclaim() {
    progress.compareAndSet(Progress.CLAIMED, Progress.WAITING);
  }

  /** Ends it unsent; false if somebody sends it or it has ended. */
  public boolean abandon() {
    return progress.compareAndSet(Progress.WAITING, Progress.ENDED);
  }

  /** Counts a loss and returns how many there were. On the loop thread. */
  public int lost() {
    return ++losses;
  }

  /** Tells the listener of a PROCESSING answer. */
  void heard(Response answer) {
    if (processing != Exchange.IGNORE_PROCESSING) {
      callbacks.execute(() -> processing.accept(answer));
    }
  }

  /** Completes with Sōzu's OK. */
  public void succeed(Response answer) {
    finish(() -> complete(answer));
  }

  /** Completes with a failure. */
  public void fail(Throwable failure) {
    finish(() -> completeExceptionally(failure));
  }

  private void finish(Runnable completion) {
    // allOf and anyOf attach without asking for a new future.
    boolean onlyThreads = getNumberOfDependents() <= waiting.get();
    if (onlyThreads && attached.compareAndSet(Attached.NOTHING, Attached.COMPLETING)) {
      completion.run();
    } else {
      handOver(completion);
    }
  }

  private void handOver(Runnable completion) {
    try {
      callbacks.execute(completion);
    } catch (RejectedExecutionException clientClosed) {
      // Nobody else is left to run it, and every call must end.
      completion.run();
    }
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    if (!attached.compareAndSet(Attached.NOTHING, Attached.CODE)) {
      // The loop is between deciding that nothing is attached and completing: a few instructions.
      while (attached.get() == Attached.COMPLETING && !isDone()) {
        Thread.onSpinWait();
      }
    }
    return new CompletableFuture<>();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      canceller.cancelled(this);
    }
    return cancelled;
  }
}
