package io.sozu.intake.internal.brake;

import io.sozu.client.Outcome;
import io.sozu.intake.Held;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.Message;
import io.sozu.intake.internal.apply.Sozu;
import io.sozu.intake.internal.decode.Naming;
import io.sozu.intake.internal.decode.Words;
import io.sozu.intake.internal.loop.Loop;
import io.sozu.intake.internal.order.Entry;
import io.sozu.protocol.command.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the messages of a batch that would remove too much of what Sōzu has. Sōzu is asked only
 * when there are more removals than are never held. On the intake's thread.
 *
 * @param <M> the connector's messages
 */
public final class Guard<M extends Message> {
  /** What is to be done with a batch. */
  public enum Verdict {
    /** It may go. */
    GO,
    /** Sōzu is being asked; a turn follows its answer. */
    ASKING,
    /** Some of its messages are held now; the others may go. */
    HELD
  }

  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final int ALL = 100;

  /** Requests of a held message that are shown. */
  private static final int SHOWN = 10;

  private final String name;
  private final Sozu sozu;
  private final Loop loop;
  private final BrakeState<M> brake;
  private IntakeOptions options;
  private @Nullable Inventory inventory;
  private String unknown = "";
  private boolean asking;

  public Guard(String name, Sozu sozu, Loop loop, BrakeState<M> brake, IntakeOptions options) {
    this.name = name;
    this.sozu = sozu;
    this.loop = loop;
    this.brake = brake;
    this.options = options;
  }

  /** Uses other limits. */
  public void use(IntakeOptions now) {
    options = now;
  }

  /** Whether the answer of Sōzu has to be waited for. */
  public boolean isAsking() {
    return asking;
  }

  /** Sōzu is another one now. */
  public void forget() {
    inventory = null;
  }

  /** Takes notice of what was sent, and of what became of it. */
  public void follow(List<Request> requests, List<Outcome> outcomes) {
    Inventory known = inventory;
    if (known != null && known.isOld()) {
      inventory = null;
    } else if (known != null) {
      known.follow(requests, outcomes);
    }
  }

  /** Looks at the messages of a batch. */
  public Verdict judge(List<Entry<M>> entries) {
    if (options.removalPercent() == ALL) {
      return Verdict.GO;
    }
    Removals removals = new Removals();
    each(entries, removals::countRoughly);
    if (!removals.isAnyAbove(options.removalLeast())) {
      return Verdict.GO;
    }
    each(entries, removals::count);
    Map<Category, Integer> many = new EnumMap<>(Category.class);
    removals
        .gone()
        .forEach(
            (category, count) -> {
              if (count > options.removalLeast()) {
                many.put(category, count);
              }
            });
    return many.isEmpty() ? Verdict.GO : compare(entries, many);
  }

  private Verdict compare(List<Entry<M>> entries, Map<Category, Integer> many) {
    Inventory known = inventory;
    if (!unknown.isEmpty()) {
      String why = "what Sōzu has could not be counted: " + unknown;
      unknown = "";
      many.forEach(
          (category, count) -> hold(entries, category, count + " " + category + "; " + why));
      return Verdict.HELD;
    }
    if (known == null || known.isOld()) {
      ask();
      return Verdict.ASKING;
    }
    Map<Category, String> tooMany = new TreeMap<>();
    for (Map.Entry<Category, Integer> each : many.entrySet()) {
      Category category = each.getKey();
      long share = (long) known.count(category) * options.removalPercent() / ALL;
      if (each.getValue() <= Math.max(options.removalLeast(), share)) {
        continue;
      }
      if (known.isDoubtful(category)) {
        ask();
        return Verdict.ASKING;
      }
      tooMany.put(
          category,
          "%d of %d %s would go at once; allowed are %d %% (removal.max) or %d (removal.least)"
              .formatted(
                  each.getValue(),
                  known.count(category),
                  category,
                  options.removalPercent(),
                  options.removalLeast()));
    }
    tooMany.forEach((category, why) -> hold(entries, category, why));
    return tooMany.isEmpty() ? Verdict.GO : Verdict.HELD;
  }

  private void hold(List<Entry<M>> entries, Category category, String why) {
    int held = 0;
    for (Entry<M> entry : entries) {
      if (isJudged(entry)
          && entry.progress.requests().stream()
              .anyMatch(r -> Category.removedBy(r.getRequestTypeCase()) == category)) {
        entry.hold();
        brake.hold(
            entry,
            new Held(entry.message().id(), Instant.now(), why, lines(entry.progress.requests())));
        held++;
      }
    }
    LOG.warn("{}: {} messages are held: {}", name, held, why);
  }

  private static List<String> lines(List<Request> requests) {
    List<String> lines = new ArrayList<>();
    requests.stream().limit(SHOWN).map(Naming::of).forEach(lines::add);
    if (requests.size() > SHOWN) {
      lines.add("and " + (requests.size() - SHOWN) + " more");
    }
    return lines;
  }

  private void each(List<Entry<M>> entries, java.util.function.Consumer<Request> action) {
    for (Entry<M> entry : entries) {
      if (isJudged(entry)) {
        entry.progress.requests().forEach(action);
      }
    }
  }

  /** What went to Sōzu before, or was let go by somebody, is not held. */
  private static boolean isJudged(Entry<?> entry) {
    return entry.progress.tries() == 0 && !entry.wasLetGo();
  }

  private void ask() {
    asking = true;
    Map<Category, Integer> counts = new EnumMap<>(Category.class);
    CompletionStage<Long> read;
    try {
      read =
          sozu.read(
              record -> {
                Category category = Category.addedBy(record.getRequestTypeCase());
                if (category != null) {
                  counts.merge(category, 1, Integer::sum);
                }
              });
    } catch (RuntimeException e) {
      read = CompletableFuture.failedStage(e);
    }
    read.whenComplete(
        (records, failure) ->
            loop.execute(
                () -> {
                  asking = false;
                  inventory = failure == null ? new Inventory(counts) : null;
                  unknown = failure == null ? "" : Words.clean(failure.toString());
                }));
  }
}
