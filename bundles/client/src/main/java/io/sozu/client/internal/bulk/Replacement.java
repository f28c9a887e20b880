package io.sozu.client.internal.bulk;

import io.sozu.client.ClientClosed;
import io.sozu.client.Outcome;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.SozuException;
import io.sozu.client.internal.bulk.Step.Piece;
import io.sozu.client.internal.bulk.Step.Place;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.state.Records;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts one frontend in the place of another with its key, in one load of three records: the
 * removal, the addition, and the old frontend again. Sōzu refuses the third when the second is
 * there, and takes it when the second was wrong, so traffic is served throughout either way.
 * Blocking.
 */
final class Replacement {
  private final Loader loader;
  private final Truth truth;
  private final Singles singles;

  Replacement(Wire wire, Loader loader, Truth truth) {
    this.loader = loader;
    this.truth = truth;
    this.singles = new Singles(wire, truth);
  }

  /** The frontend that is there under the key of the removal and of its cluster, or null. */
  @Nullable RequestHttpFrontend stored(Request removal) {
    RequestHttpFrontend frontend = Records.frontend(removal);
    if (frontend == null) {
      return null;
    }
    View view = new View();
    truth.list(Set.of(frontend.getHostname()), Set.of(), view);
    RequestHttpFrontend stored = view.stored(removal);
    return stored != null && stored.getClusterId().equals(frontend.getClusterId()) ? stored : null;
  }

  /** The outcome, or empty if nothing could be loaded. */
  Optional<Outcome> apply(Request removal, Request addition, RequestHttpFrontend old) {
    Piece piece = new Piece(new Place(0, 0));
    piece.indexes.addAll(List.of(0, 1, 2));
    Loader.Verdict verdict;
    try {
      piece.file = Planner.file(List.of(removal, addition, again(removal, old)));
      verdict = loader.start(piece).await();
    } catch (ClientClosed e) {
      throw e;
    } catch (IOException | SozuException e) {
      return Optional.empty();
    }
    if (verdict == Loader.Verdict.NOT_LOADED) {
      return Optional.empty();
    }
    if (verdict == Loader.Verdict.SILENT) {
      truth.awaitWorkers();
    }
    return Optional.of(told(addition));
  }

  private Outcome told(Request addition) {
    View view = truth.read(List.of(addition));
    RequestHttpFrontend frontend = Records.frontend(addition);
    if (frontend != null) {
      truth.list(Set.of(frontend.getHostname()), Set.of(), view);
    }
    if (!view.hasEqual(addition)) {
      // It cannot be added, for Sōzu checks it before it looks whether its key is taken.
      return singles.send(addition);
    }
    View.InForce inForce = truth.settled(addition);
    return inForce.everywhere()
        ? Outcome.applied()
        : Outcome.of(Singles.partly(inForce, new OutcomeUnknown("the load did not reach all")));
  }

  private static Request again(Request removal, RequestHttpFrontend frontend) {
    Request.Builder addition = Request.newBuilder();
    boolean guarded = frontend.getHeaderPredicatesCount() > 0;
    if (Records.https(removal)) {
      return guarded
          ? addition.setAddHttpsFrontendWithHeaderPredicates(frontend).build()
          : addition.setAddHttpsFrontend(frontend).build();
    }
    return guarded
        ? addition.setAddHttpFrontendWithHeaderPredicates(frontend).build()
        : addition.setAddHttpFrontend(frontend).build();
  }
}
