package io.sozu.client.internal.wire;

import io.sozu.client.SozuException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future whose end runs no code on the thread that ends it: a thread that waits is woken
 * directly, without a hop, and what is attached runs on an executor. {@link #newIncompleteFuture}
 * is called by every method that attaches code and by none that waits, so it tells the two apart.
 *
 * <p>It is ended by {@link #succeed}, {@link #fail} or {@link #follow}; {@link #complete} is its
 * owner's.
 */
public class Promise<T> extends CompletableFuture<T> {
  private enum Attached {
    NOTHING,
    CODE,
    /** It is completed this moment. */
    COMPLETING
  }

  private final Executor executor;
  private final AtomicReference<Attached> attached = new AtomicReference<>(Attached.NOTHING);

  /** Threads that wait for it here; the rest of its dependents is code. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** What is cancelled with it. */
  private volatile @Nullable Future<?> beneath;

  /**
   * @param executor runs what is attached
   */
  public Promise(Executor executor) {
    this.executor = executor;
  }

  /** Ends with what {@code from} ends with; a caller's view of the client's own future. */
  public static <T> Promise<T> of(CompletableFuture<T> from, Executor executor) {
    return of(from, executor, Function.identity());
  }

  /** Ends with what {@code from} ends with, converted. */
  public static <A, T> Promise<T> of(
      CompletableFuture<A> from, Executor executor, Function<A, T> convert) {
    Promise<T> promise = new Promise<>(executor);
    promise.follow(from, convert);
    return promise;
  }

  /**
   * Ends it as {@code from} ends: with the value, converted where {@code from} is completed, or
   * with the failure itself, not wrapped. Cancelling it cancels {@code from}.
   */
  public final <A> void follow(CompletableFuture<A> from, Function<? super A, T> convert) {
    beneath = from;
    if (isCancelled()) {
      from.cancel(true);
    }
    CompletableFuture<?> unused =
        from.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                fail(unwrapped(failure));
                return;
              }
              try {
                succeed(convert.apply(value));
              } catch (RuntimeException e) {
                fail(e);
              }
            });
  }

  /** The failure that a stage wrapped, or the failure itself. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /** The value, waited for; fails with the failure itself, not wrapped, if it is one of ours. */
  public static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SozuException failure ? failure : e;
    }
  }

  /** Ends it with a value, unless it has ended. */
  public final void succeed(T value) {
    finish(() -> complete(value));
  }

  /** Ends it with a failure, unless it has ended. */
  public final void fail(Throwable failure) {
    finish(() -> completeExceptionally(failure));
  }

  private void finish(Runnable completion) {
    // allOf and anyOf attach without asking for a new future.
    boolean onlyThreads = !ordered() && getNumberOfDependents() <= waiting.get();
    if (onlyThreads && attached.compareAndSet(Attached.NOTHING, Attached.COMPLETING)) {
      completion.run();
    } else {
      handOver(completion);
    }
  }

  private void handOver(Runnable completion) {
    try {
      executor.execute(completion);
    } catch (RejectedExecutionException clientClosed) {
      // Nobody else is left to run it, and every call must end.
      completion.run();
    }
  }

  /** Whether its end must come after what went to its executor before. */
  protected boolean ordered() {
    return false;
  }

  /**
   * A thread will wait, or do itself what it waits for.
   *
   * @param nanos how long at most
   */
  protected void waits(long nanos) {}

  /** Whether no code has been attached so far. */
  protected final boolean onlyWaitedFor() {
    return attached.get() == Attached.NOTHING;
  }

  @Override
  public final T join() {
    waits(Long.MAX_VALUE);
    waiting.incrementAndGet();
    try {
      return super.join();
    } finally {
      waiting.decrementAndGet();
    }
  }

  @Override
  public final T get() throws InterruptedException, ExecutionException {
    waits(Long.MAX_VALUE);
    waiting.incrementAndGet();
    try {
      return super.get();
    } finally {
      waiting.decrementAndGet();
    }
  }

  @Override
  public final T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long begin = System.nanoTime();
    long nanos = unit.toNanos(timeout);
    waits(nanos);
    waiting.incrementAndGet();
    try {
      return super.get(nanos - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
    } finally {
      waiting.decrementAndGet();
    }
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    if (!attached.compareAndSet(Attached.NOTHING, Attached.CODE)) {
      // Somebody is between deciding that nothing is attached and completing: a few instructions.
      while (attached.get() == Attached.COMPLETING && !isDone()) {
        Thread.onSpinWait();
      }
    }
    return new CompletableFuture<>();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    Future<?> cause = beneath;
    if (cancelled && cause != null) {
      cause.cancel(mayInterruptIfRunning);
    }
    return cancelled;
  }
}
