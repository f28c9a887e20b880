package io.sozu.client.internal.bulk;

import io.sozu.client.ClientClosed;
import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.Refused;
import io.sozu.client.SozuException;
import io.sozu.client.internal.bulk.Step.Piece;
import io.sozu.client.internal.bulk.Step.Single;
import io.sozu.client.internal.exchange.Exchanges;
import io.sozu.client.internal.exchange.StateReader;
import io.sozu.client.internal.guard.Kind;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.Records;
import io.sozu.protocol.state.Records.Role;
import io.sozu.protocol.state.StateFileWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch, from the first request to the outcome of the last. Blocking, on one thread at a time.
 */
final class Run {
  /** Up to so many requests a file is not worth its while. */
  static final int FEW = 16;

  /** How often a batch is looked through again because Sōzu was replaced meanwhile. */
  private static final int REPLACEMENTS = 3;

  /** The generation of a client that has not met any Sōzu yet. */
  private static final long NONE_MET = 0;

  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  private final Wire wire;
  private final Exchanges exchanges;
  private final StateReader reader;
  private final Truth truth;
  private final BooleanSupplier others;
  private final Singles singles;
  private final Loader loader;
  private final Aftermath aftermath;
  private final List<Request> requests;
  private final Order order;
  private final Outcomes outcomes;
  private final Presence presence = new Presence();
  private final int replacements;

  /** The Sōzu that the first step met. */
  private long firstGeneration = NONE_MET;

  private @Nullable Planner planner;

  /** The next step, once there is a plan; null at its end. */
  private @Nullable Step ahead;

  /**
   * A batch that has not begun.
   *
   * @param others whether other, small batches wait
   */
  Run(
      Wire wire,
      Exchanges exchanges,
      StateReader reader,
      Truth truth,
      BooleanSupplier others,
      List<Request> requests) {
    this(wire, exchanges, reader, truth, others, requests, REPLACEMENTS);
  }

  private Run(
      Wire wire,
      Exchanges exchanges,
      StateReader reader,
      Truth truth,
      BooleanSupplier others,
      List<Request> requests,
      int replacements) {
    this.wire = wire;
    this.exchanges = exchanges;
    this.reader = reader;
    this.truth = truth;
    this.others = others;
    this.singles = new Singles(wire, truth);
    this.loader = new Loader(wire, exchanges);
    this.requests = requests;
    this.order = Order.of(requests);
    this.outcomes = new Outcomes(requests, singles);
    this.aftermath = new Aftermath(requests, truth, loader, outcomes);
    this.replacements = replacements;
  }

  /**
   * Applies the whole batch.
   *
   * @throws ClientClosed when the client was closed before the end
   */
  List<Outcome> apply() {
    boolean more = step();
    while (more) {
      more = step();
    }
    return end();
  }

  /**
   * Looks at what is there, the first time, and takes one step of the plan after that. Whoever does
   * something else between two steps must not touch what this batch touches.
   *
   * @return whether there is another one; if not, {@link #end} is left
   * @throws ClientClosed when the client was closed before the end
   */
  boolean step() {
    try {
      Planner plan = planner;
      if (plan == null) {
        plan = begin();
        planner = plan;
        ahead = plan.next();
      } else if (ahead != null) {
        ahead = after(ahead, plan);
      }
    } catch (IOException e) {
      outcomes.end("a state file could not be written: " + e.getMessage());
    }
    return ahead != null && !outcomes.haveEnded();
  }

  /** The outcomes, once there is no step left. */
  List<Outcome> end() {
    if (wire.generation() != firstGeneration && !outcomes.haveEnded() && replacements > 0) {
      recheck();
    }
    return outcomes.told();
  }

  private Planner begin() {
    boolean loads = (requests.size() > FEW || order.hasChanges()) && canLoad();
    if (loads) {
      loads = readPresence();
    }
    int longestRecord = Math.max(StateFileWriter.SAFE_RECORD, wire.maxFrame());
    return new Planner(requests, order, presence, longestRecord, loads);
  }

  /** Takes a step and gives the next one. */
  private @Nullable Step after(Step step, Planner plan) throws IOException {
    met();
    if (step instanceof Single single) {
      outcomes.single(single.index());
      met();
      follow(single.index());
      presence.settle();
      return plan.next();
    }
    Piece piece = (Piece) step;
    Loader.@Nullable Load load = loader.tryStart(piece);
    // The next file is made while Sōzu works on this one.
    Step next = plan.next();
    prepare(next);
    Piece behind = load == null ? null : startBehind(piece, load, next);
    Loader.Verdict verdict = Loader.await(load);
    if (verdict == Loader.Verdict.CLEAN) {
      aftermath.end(piece, verdict);
      return next;
    }
    Loader.Verdict verdictBehind = behind == null ? null : Loader.await(behind.load);
    if (behind == null) {
      plan.back(next);
      Loader.discard(next);
    }
    plan.unfollow(piece);
    aftermath.end(piece, verdict);
    followOutcomes(piece);
    if (behind != null && verdictBehind != null) {
      aftermath.end(behind, verdictBehind);
      followOutcomes(behind);
    }
    return plan.next();
  }

  /**
   * Has the main process read the next piece while the workers take this one: each of the two would
   * wait for the other. Only where it does not matter if what this one lacks is sent after that,
   * and not with pieces that take long while somebody waits for a turn.
   *
   * @return the next piece, if its load is on its way
   */
  private @Nullable Piece startBehind(Piece piece, Loader.Load load, @Nullable Step next) {
    if (!(next instanceof Piece behind)
        || ((piece.slow || behind.slow) && others.getAsBoolean())
        || piece.conflicts.shares(behind.conflicts)
        || !load.isDispatched()) {
      return null;
    }
    return loader.tryStart(behind) == null ? null : behind;
  }

  /** Writes the file of the next step; what hinders that is told when the step is sent. */
  private void prepare(@Nullable Step ahead) {
    if (ahead instanceof Piece piece) {
      try {
        loader.prepare(piece);
      } catch (ClientClosed e) {
        throw e;
      } catch (IOException | SozuException e) {
        LOG.debug("a piece is not written ahead: {}", e.toString());
      }
    }
  }

  /** Sōzu was replaced by another process: what that did not take over is sent again. */
  private void recheck() {
    List<Integer> lost = new Recheck(requests).lost(order, outcomes, reader);
    if (lost.isEmpty()) {
      return;
    }
    LOG.info("Sōzu was replaced and lost {} of {} requests: sent again", lost.size(), order.size());
    List<Request> again = lost.stream().map(requests::get).toList();
    Run run = new Run(wire, exchanges, reader, truth, others, again, replacements - 1);
    List<Outcome> told = run.apply();
    for (int i = 0; i < again.size(); i++) {
      outcomes.put(lost.get(i), told.get(i));
    }
  }

  /** What is there now, after a piece of which not everything is in force. */
  private void followOutcomes(Piece piece) {
    for (int index : piece.indexes) {
      follow(index);
    }
    presence.settle();
  }

  private void follow(int index) {
    Outcome outcome = outcomes.of(index);
    if (outcome != null
        && outcome.verdict() == Verdict.APPLIED
        && Kind.of(requests.get(index)) == Kind.RECORD) {
      presence.step(requests.get(index));
    }
  }

  private void met() {
    if (firstGeneration == NONE_MET) {
      firstGeneration = wire.generation();
    }
  }

  /** Whether Sōzu reads our files; what it says to that is told by the exchange folder. */
  private boolean canLoad() {
    try {
      Path probe = exchanges.create(Deadline.in(wire.options().requestTimeout()));
      Exchanges.delete(probe);
      return true;
    } catch (ClientClosed e) {
      throw e;
    } catch (Refused | IOException e) {
      LOG.debug("requests go singly: {}", e.toString());
      return false;
    } catch (SozuException e) {
      outcomes.end(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private boolean readPresence() {
    List<Request> followed =
        requests.stream()
            .filter(request -> Kind.of(request) == Kind.RECORD)
            // What is too large to be sent is too large to be asked about.
            .filter(request -> singles.withoutSending(request).isEmpty())
            .filter(
                request ->
                    Records.role(request) == Role.ADD || Records.role(request) == Role.REMOVE)
            .toList();
    followed.forEach(presence::follow);
    try {
      new Known(truth, reader).read(followed, presence);
      return true;
    } catch (ClientClosed e) {
      throw e;
    } catch (IOException | SozuException e) {
      LOG.debug("requests go singly: {}", e.toString());
      return false;
    }
  }
}
