package io.sozu.client.internal.bulk;

import io.sozu.client.NotSentInTime;
import io.sozu.client.Outcome;
import io.sozu.client.Retry;
import io.sozu.client.SozuException;
import io.sozu.protocol.command.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of each request of a batch so far, and whether anything more is sent. One thread. */
final class Outcomes {
  private final List<Request> requests;
  private final Singles singles;
  private final @Nullable Outcome[] outcomes;

  /** Why nothing more is sent, once that is so. */
  private @Nullable String ended;

  Outcomes(List<Request> requests, Singles singles) {
    this.requests = requests;
    this.singles = singles;
    this.outcomes = new Outcome[requests.size()];
  }

  /** The outcome of a request, or null while it is not known. */
  @Nullable Outcome of(int index) {
    return outcomes[index];
  }

  void put(int index, Outcome outcome) {
    outcomes[index] = outcome;
  }

  /** Sends a request by itself, unless nothing more is sent. */
  void single(int index) {
    if (ended != null) {
      return;
    }
    Outcome outcome = singles.send(requests.get(index));
    outcomes[index] = outcome;
    SozuException failure = outcome.failure();
    if (failure != null && failure.retry() == Retry.SAFE) {
      // Sōzu cannot be reached, and what comes later must not overtake this.
      end(outcome.reason());
    }
  }

  /** Nothing more is sent; the first reason is told. */
  void end(String why) {
    if (ended == null) {
      ended = why;
    }
  }

  boolean haveEnded() {
    return ended != null;
  }

  /** One outcome a request. */
  List<Outcome> told() {
    Outcome unsent = Outcome.of(new NotSentInTime("not sent, because " + ended));
    List<Outcome> told = new ArrayList<>(outcomes.length);
    for (Outcome outcome : outcomes) {
      told.add(outcome != null ? outcome : unsent);
    }
    return told;
  }
}
