package io.sozu.client.internal.wire;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Steps on an executor of a test. */
public record ScheduledSteps(ScheduledExecutorService executor) implements Steps {
  @Override
  public void execute(Runnable step) {
    executor.execute(step);
  }

  @Override
  public Timer after(long nanos, Runnable step) {
    return cancelling(executor.schedule(step, nanos, TimeUnit.NANOSECONDS));
  }

  @Override
  public Timer every(long nanos, Runnable step) {
    return cancelling(executor.scheduleWithFixedDelay(step, 0, nanos, TimeUnit.NANOSECONDS));
  }

  private static Timer cancelling(Future<?> scheduled) {
    return () -> scheduled.cancel(false);
  }
}
