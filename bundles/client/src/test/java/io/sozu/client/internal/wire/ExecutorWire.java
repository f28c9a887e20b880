package io.sozu.client.internal.wire;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.frame.FrameReader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** A wire of a test, with one executor for everything. */
public interface ExecutorWire extends Wire {
  /** Runs everything. */
  ScheduledExecutorService executor();

  @Override
  default CompletableFuture<Response> send(Request request, Deadline deadline, Runnable arrived) {
    return send(request, deadline)
        .thenApplyAsync(
            answer -> {
              if (answer.getSerializedSize() > FrameReader.ORDINARY) {
                arrived.run();
              }
              return answer;
            },
            steps());
  }

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
