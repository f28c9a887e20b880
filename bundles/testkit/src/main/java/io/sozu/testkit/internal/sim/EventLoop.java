package io.sozu.testkit.internal.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The one thread of a simulated Sōzu, as the real main process has one. Stopped in its tracks
 * ({@link #freeze}) it reads, writes and accepts nothing, while the kernel goes on taking
 * connections.
 */
final class EventLoop {
  private final Selector selector;
  private final Thread thread;
  private final LinkedBlockingQueue<Runnable> commands = new LinkedBlockingQueue<>(1 << 20);
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.<Timer>comparingLong(timer -> timer.at)
              .thenComparingLong(timer -> timer.order));
  private long order;
  private boolean frozen;
  private boolean stopped;

  /** Something to do later; on the loop's thread only. */
  final class Timer {
    private final long at;
    private final long order;
    private final Runnable action;

    private Timer(long at, long order, Runnable action) {
      this.at = at;
      this.order = order;
      this.action = action;
    }

    void cancel() {
      timers.remove(this);
    }
  }

  EventLoop(String name) {
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  Selector selector() {
    return selector;
  }

  /** Runs something on the loop, soon, also when it is frozen. */
  void execute(Runnable command) {
    commands.add(command);
    selector.wakeup();
  }

  /** Runs something on the loop and waits for its result. */
  <T> T call(Supplier<T> command) {
    if (Thread.currentThread() == thread) {
      return command.get();
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    execute(
        () -> {
          try {
            result.complete(command.get());
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Runs something on the loop after a while; to be called on the loop. */
  Timer schedule(Duration delay, Runnable action) {
    Timer timer = new Timer(System.nanoTime() + delay.toNanos(), order++, action);
    timers.add(timer);
    return timer;
  }

  void freeze(boolean value) {
    call(() -> frozen = value);
  }

  /** Ends the loop after what it does now; to be called on the loop. */
  void stop() {
    stopped = true;
  }

  /** Waits until the loop has ended. */
  void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (selector) {
      while (!stopped) {
        runCommands();
        if (!frozen) {
          runTimers();
          turn();
        }
      }
    } catch (IOException | ClosedSelectorException e) {
      stopped = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runCommands() throws InterruptedException {
    Runnable command = frozen ? commands.take() : commands.poll();
    while (command != null) {
      command.run();
      command = commands.poll();
    }
  }

  private void runTimers() {
    long now = System.nanoTime();
    while (!timers.isEmpty() && timers.peek().at - now <= 0) {
      timers.remove().action.run();
    }
  }

  private void turn() throws IOException {
    if (!commands.isEmpty() || stopped) {
      return;
    }
    if (timers.isEmpty()) {
      selector.select();
    } else {
      long millis = (timers.peek().at - System.nanoTime() + 999_999) / 1_000_000;
      if (millis <= 0) {
        selector.selectNow();
      } else {
        selector.select(millis);
      }
    }
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.isValid()) {
        ((Ready) key.attachment()).ready(key);
      }
    }
    selector.selectedKeys().clear();
  }

  /** Takes care of a channel that is ready. */
  interface Ready {
    void ready(SelectionKey key);
  }
}
