package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.Request.RequestTypeCase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What tests asked to go otherwise than it should. Thread-safe. */
public final class Script {
  private final Map<RequestTypeCase, Deque<Plan>> next = new EnumMap<>(RequestTypeCase.class);
  private final Map<RequestTypeCase, Plan> every = new EnumMap<>(RequestTypeCase.class);
  private final Deque<Plan> anyNext = new ArrayDeque<>();

  /** The next request of a kind is treated so, once. */
  public synchronized void next(@Nullable RequestTypeCase kind, Plan plan) {
    if (kind == null) {
      anyNext.add(plan);
    } else {
      next.computeIfAbsent(kind, key -> new ArrayDeque<>()).add(plan);
    }
  }

  /** Each request of a kind is treated so, until {@link #clear}. */
  public synchronized void every(RequestTypeCase kind, Plan plan) {
    every.put(kind, plan);
  }

  /** Everything goes as it should again. */
  public synchronized void clear() {
    next.clear();
    every.clear();
    anyNext.clear();
  }

  synchronized Plan take(RequestTypeCase kind) {
    Deque<Plan> plans = next.get(kind);
    Plan plan = plans == null ? null : plans.poll();
    if (plan == null) {
      plan = anyNext.poll();
    }
    return plan != null ? plan : every.getOrDefault(kind, Plan.HONEST);
  }
}
