package io.sozu.intake.internal;

import io.sozu.client.status.DistributionRecorder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What an intake counts. Thread-safe. */
public final class Figures {
  private static final Set<String> COUNTERS = Set.copyOf(new Figures().snapshot().keySet());

  public final LongAdder received = new LongAdder();
  public final LongAdder applied = new LongAdder();
  public final LongAdder alreadySo = new LongAdder();
  public final LongAdder refused = new LongAdder();
  public final LongAdder refusedScope = new LongAdder();
  public final LongAdder refusedUndecodable = new LongAdder();
  public final LongAdder partly = new LongAdder();
  public final LongAdder deadLettered = new LongAdder();
  public final LongAdder retried = new LongAdder();
  public final LongAdder replies = new LongAdder();
  public final LongAdder batches = new LongAdder();
  public final LongAdder requestsApplied = new LongAdder();
  public final LongAdder acknowledged = new LongAdder();
  public final LongAdder dryRunLooked = new LongAdder();

  /** Seconds, from the author's publication until a message is in force. */
  public final DistributionRecorder publishToApplied =
      new DistributionRecorder(
          0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60);

  /** Whether a figure of this name only grows. */
  public static boolean counts(String name) {
    return COUNTERS.contains(name);
  }

  /** All of it, by the names that the README documents. */
  Map<String, Number> snapshot() {
    Map<String, Number> figures = new TreeMap<>();
    figures.put("received", received.sum());
    figures.put("applied", applied.sum());
    figures.put("already.so", alreadySo.sum());
    figures.put("refused", refused.sum());
    figures.put("refused.scope", refusedScope.sum());
    figures.put("refused.undecodable", refusedUndecodable.sum());
    figures.put("partly", partly.sum());
    figures.put("dead.lettered", deadLettered.sum());
    figures.put("retried", retried.sum());
    figures.put("replies", replies.sum());
    figures.put("batches", batches.sum());
    figures.put("requests.applied", requestsApplied.sum());
    figures.put("acknowledged", acknowledged.sum());
    figures.put("dry.run.looked", dryRunLooked.sum());
    return figures;
  }
}
