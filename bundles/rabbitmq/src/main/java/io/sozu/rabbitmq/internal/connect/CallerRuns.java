package io.sozu.rabbitmq.internal.connect;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs consumers on the thread that reads the socket. So a consumer that waits stops the reading,
 * and what waits is the broker: with a thread between, the client itself would queue up to a
 * thousand deliveries of any size. Heartbeats go on being sent meanwhile, by a thread of their own.
 */
final class CallerRuns extends AbstractExecutorService {
  private volatile boolean down;

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public void shutdown() {
    down = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    down = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return down;
  }

  @Override
  public boolean isTerminated() {
    return down;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return down;
  }
}
