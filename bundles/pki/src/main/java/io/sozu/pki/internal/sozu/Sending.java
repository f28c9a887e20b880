package io.sozu.pki.internal.sozu;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.RefusedByWorkers;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Step;
import io.sozu.pki.internal.read.Readers;
import io.sozu.pki.internal.read.Unusable;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of one reconciliation, on their way to Sōzu. */
final class Sending {
  private static final Logger LOG = LoggerFactory.getLogger(Sending.class);

  /** As many are read at once; with those that are on their way, so many keys are in memory. */
  private static final int PIECE = 200;

  /** Pieces that are on their way at once: Sōzu has something to do while more is made ready. */
  private static final int MOST_OPEN = 3;

  /** More steps than these are told in one line. */
  private static final int FEW = 20;

  /** What Sōzu says when there is nothing on a listener that could be replaced. */
  private static final String NOTHING_TO_REPLACE = "Did not find Certificate";

  private final Sozu sozu;
  private final Ledger ledger;
  private final Materials materials;
  private final Readers readers;
  private final Standings standings;
  private final Map<String, SocketAddress> listeners;
  private final Deque<Piece> open = new ArrayDeque<>();
  private final Set<Slot> uncertain = new HashSet<>();
  private final Set<Slot> failed = new HashSet<>();

  Sending(
      Sozu sozu,
      Ledger ledger,
      Materials materials,
      Readers readers,
      Standings standings,
      Map<String, SocketAddress> listeners) {
    this.sozu = sozu;
    this.ledger = ledger;
    this.materials = materials;
    this.readers = readers;
    this.standings = standings;
    this.listeners = listeners;
  }

  /** A step with its request, or with why there is none. */
  private record Ready(Step step, @Nullable Request request, String trouble) {}

  /** Some of the steps, on their way. */
  private record Piece(
      List<Step> steps, Map<Slot, Owned> before, CompletionStage<List<Outcome>> outcomes) {}

  /** Whether only asking tells what came of it. */
  boolean isUncertain(Slot slot) {
    return uncertain.contains(slot);
  }

  /**
   * Whether it is not in Sōzu as it is wanted. What Sōzu shows would not tell: of the same
   * certificate with another chain, it shows the same.
   */
  boolean hasFailed(Slot slot) {
    return failed.contains(slot);
  }

  /** Sends all of them, some at a time; the next are read while Sōzu takes these. */
  void send(List<Step> steps) {
    begin(steps);
    end();
  }

  /** The same without waiting for the last ones. */
  void begin(List<Step> steps) {
    for (int from = 0; from < steps.size(); from += PIECE) {
      List<Ready> ready = read(steps.subList(from, Math.min(steps.size(), from + PIECE)));
      if (open.size() >= MOST_OPEN) {
        end(open.remove());
      }
      start(ready).ifPresent(open::add);
    }
  }

  /** Waits for the last ones. */
  void end() {
    while (!open.isEmpty()) {
      end(open.remove());
    }
  }

  private List<Ready> read(List<Step> steps) {
    return readers.each(
        steps,
        step -> step.want().source(),
        this::read,
        (step, words) -> new Ready(step, null, step.want().source() + " " + words));
  }

  private Ready read(Step step) {
    SocketAddress listener = listeners.get(step.want().slot().listener());
    if (listener == null) {
      return new Ready(step, null, "its listener is not active");
    }
    try {
      return new Ready(step, Requests.of(step, listener, materials.of(step.want())), "");
    } catch (Unusable e) {
      // It changed since it was looked at; it is looked at again soon.
      return new Ready(step, null, e.fault().text());
    }
  }

  /** Lets a step wait for another one. */
  void postpone(Step step, String why) {
    failed.add(step.want().slot());
    standings.open(step, why);
  }

  private Optional<Piece> start(List<Ready> all) {
    List<Step> steps = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (Ready ready : all) {
      if (ready.request() == null) {
        postpone(ready.step(), ready.trouble());
      } else {
        steps.add(ready.step());
        requests.add(ready.request());
      }
    }
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    // Before they are sent.
    Map<Slot, Owned> before = note(steps);
    return Optional.of(new Piece(steps, before, sozu.begin(requests)));
  }

  private void end(Piece piece) {
    List<Step> steps = piece.steps();
    List<Outcome> outcomes = Answers.of(piece.outcomes());
    List<Step> done = new ArrayList<>();
    List<Step> again = new ArrayList<>();
    List<Request> stuck = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Outcome outcome = outcomes.get(i);
      if (outcome.inForce()) {
        taken(step);
        done.add(step);
      } else if (outcome.verdict() != Verdict.REFUSED) {
        (step.isRefresh() ? failed : uncertain).add(step.want().slot());
        standings.open(step, outcome.reason());
      } else if (step.old() != null && outcome.reason().contains(NOTHING_TO_REPLACE)) {
        restore(step, piece.before());
        again.add(step.added());
      } else {
        restore(step, piece.before());
        failed.add(step.want().slot());
        standings.refused(step, outcome.reason());
        if (outcome.failure() instanceof RefusedByWorkers && !step.isRefresh()) {
          stuck.add(remove(step.want().slot()));
        }
      }
    }
    tell(done);
    if (!stuck.isEmpty()) {
      // The main process keeps what its workers refused, key and all, and would give it to the next
      // worker (Sōzu 2.3.3). It says FAILURE to the removal, too, and removes it.
      sozu.apply(stuck);
    }
    if (!again.isEmpty()) {
      start(read(again)).ifPresent(this::end);
    }
    ledger.flush();
  }

  private Request remove(Slot slot) {
    SocketAddress listener = listeners.get(slot.listener());
    if (listener == null) {
      throw new IllegalStateException("sent to a listener that is not there: " + slot);
    }
    return Requests.remove(listener, slot);
  }

  /** What we are killed over is ours, and is sent again. */
  private Map<Slot, Owned> note(List<Step> steps) {
    Map<Slot, Owned> before = new HashMap<>();
    for (Step step : steps) {
      Slot slot = step.want().slot();
      Owned known = ledger.get(slot);
      if (known != null) {
        before.put(slot, known);
      }
      ledger.put(step.want().attempted(known));
    }
    ledger.flush();
    return before;
  }

  private void taken(Step step) {
    Slot old = step.old();
    if (old != null && !step.isRefresh()) {
      ledger.retire(old);
    }
    ledger.put(step.want().owned());
    standings.taken(step.want().slot());
    uncertain.add(step.want().slot());
  }

  private void restore(Step step, Map<Slot, Owned> before) {
    Slot slot = step.want().slot();
    Owned known = before.get(slot);
    if (known == null) {
      ledger.drop(slot);
    } else {
      ledger.put(known);
    }
  }

  private static void tell(List<Step> done) {
    if (done.size() > FEW) {
      LOG.info("{} changes, from {} to {}", done.size(), done.get(0), done.get(done.size() - 1));
    } else {
      done.forEach(step -> LOG.info("{}", step));
    }
  }
}
