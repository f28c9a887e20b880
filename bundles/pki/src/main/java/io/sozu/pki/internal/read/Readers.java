package io.sozu.pki.internal.read;

import io.sozu.pki.Fault.Cause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads files on threads of its own. A file may never answer, such as one of a mount whose server
 * is away, or a pipe that took the place of a file, and no thread can be called back from there: it
 * is left behind, and only so many of them. Thread-safe.
 */
final class Readers {
  static final int MOST_STUCK = 16;

  private static final String NAME = "sozu-pki-read";

  /** Threads without work end so soon, so that none outlives its bundle. */
  private static final long IDLE_MILLIS = 100;

  private final Duration deadline;
  private final Map<Path, FutureTask<byte[]>> stuck = new ConcurrentHashMap<>();

  // As many as are asked for at once and are stuck, both of which are bounded.
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_MILLIS,
          TimeUnit.MILLISECONDS,
          new SynchronousQueue<>(),
          Readers::thread);

  /** With how long a file may take. */
  Readers(Duration deadline) {
    this.deadline = deadline;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, NAME, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  /**
   * Reads a file.
   *
   * @param body does it
   */
  byte[] read(Path file, Callable<byte[]> body) throws Unusable {
    if (stuck.containsKey(file)) {
      throw Unusable.file(Cause.UNREADABLE, file, "has still not answered");
    }
    if (stuck.size() >= MOST_STUCK) {
      throw Unusable.file(
          Cause.UNREADABLE, file, "is not read while " + MOST_STUCK + " other files do not answer");
    }
    FutureTask<byte[]> task =
        new FutureTask<>(body) {
          @Override
          protected void done() {
            stuck.remove(file, this);
          }
        };
    threads.execute(task);
    try {
      return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      stuck.put(file, task);
      if (task.isDone()) {
        stuck.remove(file, task);
      }
      throw Unusable.file(
          Cause.UNREADABLE, file, "does not answer within " + deadline.toMillis() + " ms");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Unusable unusable) {
        throw unusable;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Unusable.file(Cause.UNREADABLE, file, "is not read, because we end");
    }
  }
}
