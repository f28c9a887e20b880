package io.sozu.client.internal.loop;

import io.sozu.client.internal.wire.Steps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that waits for sockets and deadlines. Others hand it tasks with {@link #execute},
 * which wakes it, or store a deadline where {@link Work#nextDue} finds it and call {@link #dueBy},
 * which wakes it only when it would sleep past that. A wakeup costs more than an answer of Sōzu
 * (76–217 µs with junixsocket 2.11.1), so ordinary calls need none.
 */
public final class Loop implements Steps, AutoCloseable {
  /** Times of the loop count from here, so that they can be compared and added without overflow. */
  private static final long ORIGIN = System.nanoTime();

  /**
   * Longest sleep: what has no deadline of its own, such as a replaced socket file, is looked at
   * this often.
   */
  private static final long LONGEST_SLEEP = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /** What the loop does besides sockets. Called on its thread only. */
  public interface Work {
    /** Does what is due at {@code now}. */
    void tick(long now);

    /**
     * When something is due next; {@link Long#MAX_VALUE} for never. Reads what callers stored
     * before {@link #dueBy}.
     */
    long nextDue();

    /** The loop ends; nothing is called afterwards. */
    void stopped();
  }

  /** Whose socket is ready. */
  public interface Ready {
    /** Called on the loop thread; must not block. */
    void ready(SelectionKey key);
  }

  private final Selector selector;
  private final SelectorWait wait = new SelectorWait();
  private final Thread thread;
  private final Work work;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Timers timers = new Timers();
  private final Runnable tick;

  /** Until when the loop may sleep. Written by the loop, read by callers. */
  private volatile long wakesAt = Long.MIN_VALUE;

  private volatile boolean closed;

  /** Nothing runs on the loop thread any more. */
  private volatile boolean ended;

  /** Made by the loop before it first sleeps; until then there is nobody to wake. */
  private volatile @Nullable Doorbell doorbell;

  public Loop(String threadName, Work work) {
    this.work = work;
    this.tick = () -> work.tick(now());
    try {
      selector = AFUNIXSelectorProvider.provider().openSelector();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector for UNIX sockets", e);
    }
    thread = new Thread(this::work, threadName);
    thread.setDaemon(true);
    // The creator's class loader must not live as long as this thread.
    thread.setContextClassLoader(null);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** The time now, as the loop counts it. */
  public static long now() {
    return System.nanoTime() - ORIGIN;
  }

  /** A point of {@link System#nanoTime()} as the loop counts it. */
  public static long time(long nanoTime) {
    return nanoTime - ORIGIN;
  }

  /** Runs a task on the loop thread, soon; once that has ended, on the caller's. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (ended) {
      runTasks();
    } else {
      wake();
    }
  }

  /** Runs a task on the loop thread: at once when called there, otherwise soon. */
  public void run(Runnable task) {
    if (inside()) {
      task.run();
    } else {
      execute(task);
    }
  }

  @Override
  public Timer after(long nanos, Runnable step) {
    return add(step, nanos, 0);
  }

  @Override
  public Timer every(long nanos, Runnable step) {
    return add(step, 0, nanos);
  }

  private Timer add(Runnable step, long delay, long period) {
    long due = now() + delay;
    Timer timer = timers.add(step, due, period);
    dueBy(due);
    return timer;
  }

  /**
   * Makes sure that the loop looks at {@link Work#nextDue} before {@code due}, which is stored
   * already.
   */
  public void dueBy(long due) {
    if (due < wakesAt) {
      wake();
    }
  }

  /** Whether the caller is the loop thread. */
  public boolean inside() {
    return Thread.currentThread() == thread || ended;
  }

  /** Fails unless called on the loop thread. */
  public void assertInside() {
    if (!inside()) {
      throw new IllegalStateException("only the thread " + thread.getName() + " may do this");
    }
  }

  /** Watches a channel. On the loop thread only. */
  public SelectionKey register(SelectableChannel channel, int operations, Ready ready)
      throws IOException {
    assertInside();
    return channel.register(selector, operations, ready);
  }

  private void wake() {
    Doorbell bell = doorbell;
    if (bell != null && !inside()) {
      bell.ring();
    }
  }

  private void work() {
    try (Doorbell bell = openDoorbell()) {
      doorbell = bell;
      while (!closed) {
        runTasks();
        runTimers();
        boolean worked = guarded(tick);
        select(worked ? Long.MIN_VALUE : now() + LONGEST_SLEEP);
      }
    } catch (Throwable e) {
      LOG.error("{} ends: {}", thread.getName(), e.toString(), e);
    } finally {
      runTasks();
      work.stopped();
      // In this order: a task that was added before is run here, one that is added later by its
      // owner.
      ended = true;
      runTasks();
      try {
        selector.close();
      } catch (IOException e) {
        LOG.warn("closing the selector of {}: {}", thread.getName(), e.toString());
      }
    }
  }

  private @Nullable Doorbell openDoorbell() {
    try {
      return new Doorbell(selector);
    } catch (IOException e) {
      LOG.error("{} cannot be woken and looks once a second: {}", thread.getName(), e.toString());
      return null;
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      guarded(task);
    }
  }

  private void runTimers() {
    long now = now();
    for (Runnable step = timers.takeDue(now); step != null; step = timers.takeDue(now)) {
      guarded(step);
    }
  }

  /**
   * Waits for sockets, and for what is due.
   *
   * @param earliest when to do work again: what failed is due still
   */
  private void select(long earliest) {
    long now = now();
    // First the longest sleep is published, then deadlines are read: a caller that stores its
    // deadline and then reads
    // wakesAt either is seen here or sees that it must wake us.
    wakesAt = now + LONGEST_SLEEP;
    long due = Math.min(timers.nextDue(), Math.max(earliest, work.nextDue()));
    long next = Math.max(now, Math.min(wakesAt, due));
    wakesAt = next;
    // Rounded up: waking a millisecond early would spin until the deadline.
    long millis = TimeUnit.NANOSECONDS.toMillis(next - now + 999_999);
    wait.select(selector, tasks.isEmpty() ? millis : 0);
    for (SelectionKey key : selector.selectedKeys()) {
      guarded(() -> ((Ready) key.attachment()).ready(key));
    }
    selector.selectedKeys().clear();
  }

  /** One connection's failure must not end the others. */
  private boolean guarded(Runnable task) {
    try {
      task.run();
      return true;
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("a task of {} failed: {}", thread.getName(), e.toString(), e);
      return false;
    }
  }

  /** Ends the thread and waits for it, unless called on it. */
  @Override
  public void close() {
    closed = true;
    if (inside()) {
      return;
    }
    wake();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
