package io.sozu.pki.internal.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files and folders on threads of its own, some side by side. One may never answer, such
 * as one of a mount whose server is away, or a pipe that took the place of a file, and no thread
 * can be called back from there: it is left behind, and only so many of them. Thread-safe.
 */
public final class Readers {
  /** A file server that is a little slow has answered by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** From so many on nothing more is begun; the few that were begun before may come on top. */
  static final int MOST_STUCK = 16;

  /** In the place of a result that was taken. */
  private static final Object TAKEN = new Object();

  private static final String NAME = "sozu-pki-read";
  static final int SIDE_BY_SIDE =
      Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));

  /** Threads without work end so soon, so that none outlives its bundle. */
  private static final long IDLE_MILLIS = 100;

  /** Long enough for every file that answers at all. */
  private static final Duration HURRY = Duration.ofMillis(250);

  private volatile Duration deadline;

  /** The paths that have not answered yet. */
  private final Set<String> stuck = ConcurrentHashMap.newKeySet();

  // As many as are asked for at once and are stuck, both of which are bounded.
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_MILLIS,
          TimeUnit.MILLISECONDS,
          new SynchronousQueue<>(),
          Readers::thread);

  /** For one folder of certificates: another one must not suffer with it. */
  public Readers() {
    this(PATIENCE);
  }

  /** With how long each thing may take. */
  public Readers(Duration deadline) {
    this.deadline = deadline;
  }

  /** Waits no longer than a moment for each from now on, because we end. */
  public void hurry() {
    deadline = HURRY;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, NAME, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  /**
   * Looks at each of these, and waits until all are done or too late.
   *
   * @param path of an item; what does not answer at a path is not looked at again before it does
   * @param look does it, on another thread
   * @param failed what there is in its place when there is no answer, with words that say why
   * @return what was found, in the order of the items
   */
  public <S, R> List<R> each(
      List<S> items,
      Function<S, String> path,
      Function<S, R> look,
      BiFunction<S, String, R> failed) {
    return items.isEmpty() ? List.of() : new Batch<>(items, path, look, failed).done();
  }

  private final class Batch<S, R> {
    private final List<S> items;
    private final Function<S, String> path;
    private final Function<S, R> look;
    private final BiFunction<S, String, R> failed;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<@Nullable Object> results;
    private final CountDownLatch left;
    private final List<Worker> workers = new ArrayList<>();
    private volatile @Nullable Throwable error;

    Batch(
        List<S> items,
        Function<S, String> path,
        Function<S, R> look,
        BiFunction<S, String, R> failed) {
      this.items = items;
      this.path = path;
      this.look = look;
      this.failed = failed;
      this.results = new AtomicReferenceArray<>(items.size());
      this.left = new CountDownLatch(items.size());
    }

    List<R> done() {
      for (int i = 0; i < Math.min(SIDE_BY_SIDE, items.size()); i++) {
        start();
      }
      try {
        while (!left.await(pause(), TimeUnit.MILLISECONDS)) {
          List.copyOf(workers).forEach(this::check);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        end("is not read, because we end");
      }
      Throwable thrown = error;
      if (thrown != null) {
        throw new IllegalStateException("an error of ours", thrown);
      }
      List<R> all = new ArrayList<>(items.size());
      for (int i = 0; i < items.size(); i++) {
        all.add(taken(i));
      }
      return all;
    }

    private long pause() {
      return Math.min(deadline.toMillis() / 4, HURRY.toMillis()) + 1;
    }

    /** Leaves nothing behind: whoever is stuck keeps us in memory, and a result may hold a key. */
    @SuppressWarnings("unchecked")
    private R taken(int index) {
      Object result = results.getAndSet(index, TAKEN);
      if (result == null) {
        throw new IllegalStateException("nothing may be left open");
      }
      return (R) result;
    }

    private void start() {
      Worker worker = new Worker();
      workers.add(worker);
      threads.execute(worker);
    }

    /** Leaves a worker behind that takes too long, and starts another one. */
    private void check(Worker worker) {
      int at = worker.at;
      if (at < 0 || System.nanoTime() - worker.since < deadline.toNanos()) {
        return;
      }
      S item = items.get(at);
      stuck.add(path.apply(item));
      if (put(at, failed.apply(item, "does not answer within " + deadline.toMillis() + " ms"))) {
        workers.remove(worker);
        start();
      } else {
        stuck.remove(path.apply(item));
      }
    }

    /** Whether nobody has put something there before. */
    private boolean put(int index, R result) {
      boolean first = results.compareAndSet(index, null, result);
      if (first) {
        left.countDown();
      }
      return first;
    }

    private void end(String words) {
      next.set(items.size());
      for (int i = 0; i < items.size(); i++) {
        put(i, failed.apply(items.get(i), words));
      }
    }

    private R found(S item) {
      if (stuck.contains(path.apply(item))) {
        return failed.apply(item, "has still not answered");
      }
      if (stuck.size() >= MOST_STUCK) {
        return failed.apply(
            item, "is not read while " + stuck.size() + " other files do not answer");
      }
      return look.apply(item);
    }

    private final class Worker implements Runnable {
      private volatile long since;

      /** What is being looked at; negative for nothing. */
      private volatile int at = -1;

      @Override
      public void run() {
        try {
          for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
            since = System.nanoTime();
            at = i;
            boolean inTime = put(i, found(items.get(i)));
            at = -1;
            if (!inTime) {
              stuck.remove(path.apply(items.get(i)));
              return;
            }
          }
        } catch (RuntimeException | Error e) {
          int failedAt = at;
          if (failedAt >= 0) {
            stuck.remove(path.apply(items.get(failedAt)));
          }
          error = e;
          end("cannot be read: " + e.getClass().getSimpleName());
        }
      }
    }
  }
}
