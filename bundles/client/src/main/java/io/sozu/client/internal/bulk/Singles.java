package io.sozu.client.internal.bulk;

import io.sozu.client.ClientClosed;
import io.sozu.client.Outcome;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.PoolExhausted;
import io.sozu.client.Refused;
import io.sozu.client.SozuException;
import io.sozu.client.TooLarge;
import io.sozu.client.UnsafeRequest;
import io.sozu.client.internal.guard.Guard;
import io.sozu.client.internal.guard.Kind;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Promise;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.frame.Frames;
import io.sozu.protocol.state.Records;
import io.sozu.protocol.state.Records.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Sends requests one by one, so that Sōzu's own words tell of each. Blocking. */
final class Singles {
  private static final Duration FULL_POOL_PAUSE = Duration.ofMillis(20);
  private static final int FULL_POOL_TRIES = 500;

  /** A second sending after an unknown end of the first: if that ends so as well, it stays so. */
  private static final int TRIES = 2;

  private final Wire wire;
  private final Truth truth;

  Singles(Wire wire, Truth truth) {
    this.wire = wire;
    this.truth = truth;
  }

  /** The outcome of a request that is not sent at all, or empty. */
  Optional<Outcome> withoutSending(Request request) {
    Optional<UnsafeRequest> unsafe = Guard.check(request, wire.maxFrame());
    if (unsafe.isPresent()) {
      return unsafe.map(Outcome::of);
    }
    if (Kind.of(request) == Kind.READ) {
      // Where its answer may be too large, only send() looks first.
      return Optional.of(
          Outcome.of(
              new UnsafeRequest(
                  request.getRequestTypeCase()
                      + " only asks, and an outcome has no answer; use send()")));
    }
    long size = Frames.size(request);
    if (size > wire.maxFrame()) {
      return Optional.of(
          Outcome.of(
              new TooLarge(
                  "a request of "
                      + size
                      + " bytes is above the "
                      + wire.maxFrame()
                      + " bytes that Sōzu reads")));
    }
    return Optional.empty();
  }

  /**
   * Sends one request and finds out what became of it.
   *
   * @throws ClientClosed when there is no sense in going on
   */
  Outcome send(Request request) {
    Optional<Outcome> unsent = withoutSending(request);
    if (unsent.isPresent()) {
      return unsent.get();
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return done(exchange(request));
      } catch (ClientClosed e) {
        throw e;
      } catch (Refused e) {
        return refused(request, e);
      } catch (OutcomeUnknown e) {
        Optional<Outcome> told = ask(request, e, attempt == TRIES);
        if (told.isPresent()) {
          return told.get();
        }
      } catch (SozuException e) {
        return Outcome.of(e);
      }
    }
  }

  private static Outcome done(Response ok) {
    // How Sōzu 2.3.3 answers the removal of something that went with its cluster.
    return ok.getMessage().startsWith("nothing to remove")
        ? Outcome.alreadySo(ok.getMessage())
        : Outcome.applied();
  }

  private Response exchange(Request request) {
    for (int attempt = 1; ; attempt++) {
      try {
        return Promise.joined(wire.send(request, Deadline.in(wire.options().requestTimeout())));
      } catch (PoolExhausted e) {
        if (attempt == FULL_POOL_TRIES) {
          throw e;
        }
        LockSupport.parkNanos(FULL_POOL_PAUSE.toNanos());
      }
    }
  }

  private Outcome refused(Request request, Refused refused) {
    String words = String.valueOf(refused.getMessage());
    if (Kind.of(request) != Kind.RECORD
        || Records.role(request) != Role.ADD
        || !words.contains("already exists")) {
      return Outcome.of(refused);
    }
    try {
      View view = truth.read(List.of(request));
      RequestHttpFrontend frontend = Records.frontend(request);
      if (frontend != null) {
        truth.list(Set.of(frontend.getHostname()), Set.of(), view);
      }
      return view.hasEqual(request) ? Outcome.alreadySo(words) : Outcome.of(refused);
    } catch (ClientClosed e) {
      throw e;
    } catch (SozuException e) {
      return Outcome.of(refused);
    }
  }

  /** What became of it according to Sōzu; empty when it is to be sent again. */
  private Optional<Outcome> ask(Request request, OutcomeUnknown unknown, boolean last) {
    if (Kind.of(request) != Kind.RECORD) {
      return Optional.of(Outcome.of(unknown));
    }
    try {
      if (Records.role(request) == Role.CERTIFICATE) {
        truth.awaitWorkers();
        return last ? Optional.of(Outcome.of(unknown)) : Optional.empty();
      }
      View.InForce inForce = truth.settled(request);
      if (inForce.everywhere()) {
        return Optional.of(Outcome.applied());
      }
      boolean mayRepeat = Records.role(request) == Role.PUT || !inForce.main();
      return last || !mayRepeat
          ? Optional.of(Outcome.of(partly(inForce, unknown)))
          : Optional.empty();
    } catch (ClientClosed e) {
      throw e;
    } catch (SozuException e) {
      return Optional.of(Outcome.of(unknown));
    }
  }

  /** The failure for what some processes have and some have not. */
  static OutcomeUnknown partly(View.InForce inForce, OutcomeUnknown unknown) {
    return inForce.lacking().isEmpty()
        ? unknown
        : new OutcomeUnknown(
            "not in force in worker "
                + String.join(", ", inForce.lacking())
                + ": "
                + unknown.getMessage(),
            unknown);
  }
}
