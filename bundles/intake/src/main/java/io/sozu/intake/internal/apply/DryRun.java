package io.sozu.intake.internal.apply;

import io.sozu.intake.Message;
import io.sozu.intake.internal.Figures;
import io.sozu.intake.internal.decode.Naming;
import io.sozu.intake.internal.decode.Refusal;
import io.sozu.intake.internal.decode.Words;
import io.sozu.intake.internal.order.Entry;
import java.util.Deque;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells, once a message, what it would do, instead of doing it. On the intake's thread.
 *
 * @param <M> the connector's messages
 */
final class DryRun<M extends Message> {
  private static final Logger LOG = LoggerFactory.getLogger(DryRun.class);

  private final String name;
  private final Figures figures;
  private final Function<Entry<M>, @Nullable Refusal> refusal;

  /** Whether messages that were taken before it began have still to be looked at. */
  private boolean begins = true;

  DryRun(String name, Figures figures, Function<Entry<M>, @Nullable Refusal> refusal) {
    this.name = name;
    this.figures = figures;
    this.refusal = refusal;
  }

  /** Looks at everything, also at what waited before. */
  void begin() {
    begins = true;
  }

  /**
   * Looks at messages that were not looked at.
   *
   * @param fresh new messages; empty afterwards
   * @param back all others; has the new ones too, afterwards
   */
  void look(Deque<Entry<M>> fresh, Map<Long, Entry<M>> back) {
    if (begins) {
      back.values().forEach(this::look);
      begins = false;
    }
    for (Entry<M> entry = fresh.poll(); entry != null; entry = fresh.poll()) {
      look(entry);
      back.put(entry.sequence(), entry);
    }
  }

  private void look(Entry<M> entry) {
    if (!entry.lookAt()) {
      return;
    }
    figures.dryRunLooked.increment();
    Refusal refused = refusal.apply(entry);
    String what =
        refused != null
            ? "be refused: " + refused.reason()
            : entry.progress.requests().stream().map(Naming::of).collect(Collectors.joining("; "));
    LOG.info("{}: dry run: {} would {}", name, entry.message().id(), Words.clean(what));
  }
}
