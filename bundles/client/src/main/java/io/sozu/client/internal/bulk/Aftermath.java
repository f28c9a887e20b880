package io.sozu.client.internal.bulk;

import io.sozu.client.ClientClosed;
import io.sozu.client.Outcome;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.SozuException;
import io.sozu.client.internal.bulk.Step.Piece;
import io.sozu.client.internal.bulk.Step.Place;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.Records;
import io.sozu.protocol.state.Records.Role;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * What a load leaves to be told: its answer counts what was refused, so what is not in force is
 * looked for, and sent by itself to be told why. Blocking, on the thread of its {@link Run}.
 */
final class Aftermath {
  private final List<Request> requests;
  private final Truth truth;
  private final Loader loader;
  private final Outcomes outcomes;

  Aftermath(List<Request> requests, Truth truth, Loader loader, Outcomes outcomes) {
    this.requests = requests;
    this.truth = truth;
    this.loader = loader;
    this.outcomes = outcomes;
  }

  /** Tells the outcomes of a piece whose load is over. */
  void end(Piece piece, Loader.Verdict verdict) {
    end(piece, verdict, true);
  }

  private void end(Piece piece, Loader.Verdict verdict, boolean mayLoadAgain) {
    switch (verdict) {
      case CLEAN -> piece.indexes.forEach(index -> outcomes.put(index, Outcome.applied()));
      case NOT_LOADED -> piece.indexes.forEach(outcomes::single);
      case DIRTY, SILENT -> resolve(piece, verdict, mayLoadAgain);
    }
  }

  /** Sends singly what the load did not put in force, in order, so that Sōzu says why. */
  private void resolve(Piece piece, Loader.Verdict verdict, boolean mayLoadAgain) {
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
    // What a load may have put in force is not told as not sent.
    OutcomeUnknown unknown =
        new OutcomeUnknown("loaded, and then Sōzu could not be asked any more");
    piece.indexes.stream()
        .filter(index -> outcomes.of(index) == null)
        .forEach(index -> outcomes.put(index, Outcome.of(unknown)));
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
      resolve(addition, view, Set.of());
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
    end(two, Loader.await(loader.tryStart(two)), false);
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
}
