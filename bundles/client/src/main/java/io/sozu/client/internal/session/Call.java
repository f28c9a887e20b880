package io.sozu.client.internal.session;

import io.sozu.client.internal.loop.Loop;
import io.sozu.client.internal.wire.Answering;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Steps;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request on its way. Whoever claims it alone may send it or end it unsent. */
public final class Call extends Answering {
  private enum Progress {
    WAITING,
    CLAIMED,
    ENDED
  }

  /** Who ends a call that its owner cancels. */
  public interface Canceller {
    /** The call has been cancelled; it waits no more, or its connection is of no more use. */
    void cancelled(Call call);
  }

  private final Request request;
  private final long due;
  private final Canceller canceller;
  private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITING);

  /**
   * When it was claimed, in nanoseconds; written by the claimer, read by the loop after the answer.
   */
  private volatile long claimedAt;

  /** How often it was sent and lost; on the loop thread. */
  private int losses;

  /** Where its caller may wait for the answer; null when it had to wait for a connection. */
  private volatile @Nullable Session session;

  private final @Nullable Runnable arrived;

  private Call(
      Request request,
      Deadline deadline,
      Consumer<Response> processing,
      @Nullable Runnable arrived,
      Executor executor,
      boolean ofCaller,
      Canceller canceller) {
    super(executor, processing, ofCaller);
    this.request = request;
    this.arrived = arrived;
    this.due = Loop.time(deadline.atNanos());
    this.canceller = canceller;
  }

  /** A caller's call, whose code runs on {@code callbacks}. */
  public static Call ofCaller(
      Request request,
      Deadline deadline,
      Consumer<Response> processing,
      Executor callbacks,
      Canceller canceller) {
    return new Call(request, deadline, processing, null, callbacks, true, canceller);
  }

  /** The client's own call: what is attached are steps, and its listener hears where it is read. */
  public static Call own(
      Request request,
      Deadline deadline,
      Consumer<Response> processing,
      Steps steps,
      Canceller canceller) {
    return own(request, deadline, processing, null, steps, canceller);
  }

  /**
   * The client's own call.
   *
   * @param arrived run where the answer is read, as {@link #arrived} says
   */
  public static Call own(
      Request request,
      Deadline deadline,
      Consumer<Response> processing,
      @Nullable Runnable arrived,
      Steps steps,
      Canceller canceller) {
    return new Call(request, deadline, processing, arrived, steps, false, canceller);
  }

  public Request request() {
    return request;
  }

  /** Deadline in the loop's time. */
  public long due() {
    return due;
  }

  /** Whether its deadline has passed. */
  public boolean overdue() {
    return due <= Loop.now();
  }

  /** A large answer has come whole and will be decoded now. On the thread that reads it. */
  void arrived() {
    Runnable told = arrived;
    if (told != null) {
      told.run();
    }
  }

  /** Tells on which session its own caller sends it. Before it is sent. */
  public void on(Session own) {
    session = own;
  }

  /** Waits at the socket, if it may: where code is attached, that runs elsewhere and in order. */
  @Override
  protected void waits(long nanos) {
    Session own = session;
    if (own != null && onlyWaitedFor()) {
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

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      canceller.cancelled(this);
    }
    return cancelled;
  }
}
