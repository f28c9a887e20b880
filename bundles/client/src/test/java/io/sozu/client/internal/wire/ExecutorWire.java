package io.sozu.client.internal.wire;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** A wire of a test, with one executor for everything. */
public interface ExecutorWire extends Wire {
  /** Runs everything. */
  ScheduledExecutorService executor();

  @Override
  default Exchange callers() {
    return this;
  }

  @Override
  default Steps steps() {
    return new ScheduledSteps(executor());
  }

  @Override
  default Executor callbacks() {
    return executor();
  }
}
