package io.sozu.intake.internal.brake;

import io.sozu.client.Outcome;
import io.sozu.intake.internal.loop.Ticks;
import io.sozu.protocol.command.Request;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many things of each category Sōzu had when it was asked, less what was removed since. What
 * was added since may have replaced something, so it makes the count doubtful. One thread.
 */
final class Inventory {
  /** How long others than us are believed to change nothing. */
  private static final Duration BELIEVED = Duration.ofSeconds(10);

  private final Map<Category, Integer> counts;
  private final long readAt = Ticks.now();
  private final Set<Category> doubtful = EnumSet.noneOf(Category.class);

  Inventory(Map<Category, Integer> counts) {
    this.counts = new EnumMap<>(Category.class);
    this.counts.putAll(counts);
  }

  boolean isOld() {
    return Ticks.now() - readAt > BELIEVED.toNanos();
  }

  boolean isDoubtful(Category category) {
    return doubtful.contains(category);
  }

  int count(Category category) {
    return counts.getOrDefault(category, 0);
  }

  /** Requests that were sent, with what became of each. */
  void follow(List<Request> requests, List<Outcome> outcomes) {
    for (int i = 0; i < requests.size(); i++) {
      Category removed = Category.removedBy(requests.get(i).getRequestTypeCase());
      Category added = Category.addedBy(requests.get(i).getRequestTypeCase());
      if (removed != null && outcomes.get(i).inForce()) {
        counts.merge(removed, -1, Integer::sum);
      } else if (added != null) {
        doubtful.add(added);
      }
    }
  }
}
