package io.sozu.client.internal.bulk;

import io.sozu.client.ClientClosed;
import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.Refused;
import io.sozu.client.SozuException;
import io.sozu.client.internal.bulk.Step.Piece;
import io.sozu.client.internal.bulk.Step.Place;
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
import java.util.Set;
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
  private final Singles singles;
  private final Loader loader;
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

  Run(Wire wire, Exchanges exchanges, StateReader reader, Truth truth, List<Request> requests) {
    this(wire, exchanges, reader, truth, requests, REPLACEMENTS);
  }

  private Run(
      Wire wire,
      Exchanges exchanges,
      StateReader reader,
      Truth truth,
      List<Request> requests,
      int replacements) {
    this.wire = wire;
    this.exchanges = exchanges;
    this.reader = reader;
    this.truth = truth;
    this.singles = new Singles(wire, truth);
    this.loader = new Loader(wire, exchanges);
    this.requests = requests;
    this.order = Order.of(requests);
    this.outcomes = new Outcomes(requests, singles);
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
    Loader.@Nullable Load load = start(piece);
    // The next file is made while Sōzu works on this one.
    Step next = plan.next();
    prepare(next);
    Loader.Verdict verdict = load == null ? Loader.Verdict.NOT_LOADED : load.await();
    if (verdict == Loader.Verdict.CLEAN) {
      piece.indexes.forEach(index -> outcomes.put(index, Outcome.applied()));
      return next;
    }
    plan.back(next);
    Loader.discard(next);
    plan.unfollow(piece);
    resolve(piece, verdict, true);
    followOutcomes(piece);
    return plan.next();
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
    List<Outcome> told = new Run(wire, exchanges, reader, truth, again, replacements - 1).apply();
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

  private Loader.@Nullable Load start(Piece piece) {
    try {
      return loader.start(piece);
    } catch (ClientClosed e) {
      throw e;
    } catch (IOException | SozuException e) {
      LOG.debug("a piece goes singly: {}", e.toString());
      return null;
    }
  }

  /** Sends singly what the load did not put in force, in order, so that Sōzu says why. */
  private void resolve(Piece piece, Loader.Verdict verdict, boolean mayLoadAgain) {
    if (verdict == Loader.Verdict.NOT_LOADED) {
      piece.indexes.forEach(outcomes::single);
      return;
    }
    View view;
    try {
      if (verdict == Loader.Verdict.SILENT) {
        truth.awaitWorkers();
      }
      view = truth.read(askable(piece));
      if (verdict == Loader.Verdict.SILENT && view.isMainOnly()) {
        throw new OutcomeUnknown("a cluster is too large to ask the workers about");
      }
    } catch (ClientClosed e) {
      throw e;
    } catch (SozuException e) {
      OutcomeUnknown unknown =
          new OutcomeUnknown("loaded, and its outcome could not be asked: " + e.getMessage(), e);
      piece.indexes.forEach(index -> outcomes.put(index, Outcome.of(unknown)));
      outcomes.end(String.valueOf(e.getMessage()));
      return;
    }
    for (int i = 0; i < piece.size() && !outcomes.haveEnded(); i++) {
      int index = piece.indexes.get(i);
      if (i + 1 < piece.size() && isChange(index, piece.indexes.get(i + 1))) {
        i++;
        change(index, piece.indexes.get(i), view, mayLoadAgain);
      } else {
        resolve(index, view, piece.chained);
      }
    }
  }

  private void resolve(int index, View view, Set<String> chained) {
    Request request = requests.get(index);
    Role role = Records.role(request);
    if (role == Role.CERTIFICATE || chained.contains(Records.key(request))) {
      outcomes.single(index);
      return;
    }
    View.InForce inForce = view.of(request);
    if (inForce.main() && role != Role.PUT && !inForce.lacking().isEmpty()) {
      // Sent again, the main process would refuse what some worker lacks.
      inForce = settled(request, inForce);
      outcomes.put(
          index,
          inForce.everywhere()
              ? Outcome.applied()
              : Outcome.of(
                  Singles.partly(inForce, new OutcomeUnknown("the load did not reach all"))));
    } else if (inForce.everywhere()) {
      outcomes.put(index, Outcome.applied());
    } else {
      outcomes.single(index);
    }
  }

  private View.InForce settled(Request request, View.InForce before) {
    try {
      return truth.settled(request);
    } catch (ClientClosed e) {
      throw e;
    } catch (SozuException e) {
      return before;
    }
  }

  /** A removal and the addition of the same key: together again, or what is left of them singly. */
  private void change(int removal, int addition, View view, boolean mayLoadAgain) {
    boolean removed = view.of(requests.get(removal)).main();
    if (view.hasEqual(requests.get(addition))) {
      outcomes.put(removal, Outcome.applied());
      resolveAddition(addition, view);
    } else if (removed) {
      outcomes.put(removal, Outcome.applied());
      outcomes.single(addition);
    } else if (mayLoadAgain) {
      loadChange(removal, addition);
    } else {
      outcomes.single(removal);
      outcomes.single(addition);
    }
  }

  private void resolveAddition(int addition, View view) {
    resolve(addition, view, Set.of());
  }

  private void loadChange(int removal, int addition) {
    Piece two = new Piece(new Place(0, 0));
    two.indexes.addAll(List.of(removal, addition));
    try {
      two.file = Planner.file(List.of(requests.get(removal), requests.get(addition)));
    } catch (IOException e) {
      outcomes.single(removal);
      outcomes.single(addition);
      return;
    }
    Loader.@Nullable Load load = start(two);
    Loader.Verdict verdict = load == null ? Loader.Verdict.NOT_LOADED : load.await();
    if (verdict == Loader.Verdict.CLEAN) {
      outcomes.put(removal, Outcome.applied());
      outcomes.put(addition, Outcome.applied());
    } else {
      resolve(two, verdict, false);
    }
  }

  private boolean isChange(int first, int second) {
    Request removal = requests.get(first);
    Request addition = requests.get(second);
    return Records.role(removal) == Role.REMOVE
        && Records.role(addition) == Role.ADD
        && Records.key(removal).equals(Records.key(addition));
  }

  private List<Request> askable(Piece piece) {
    return piece.indexes.stream()
        .map(requests::get)
        .filter(request -> Records.role(request) != Role.CERTIFICATE)
        .toList();
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
