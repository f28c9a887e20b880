package io.sozu.intake.internal.apply;

import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.intake.Result;
import io.sozu.intake.internal.decode.Naming;
import io.sozu.intake.internal.decode.Refusal;
import io.sozu.intake.internal.decode.Words;
import io.sozu.intake.internal.order.Entry;
import io.sozu.protocol.command.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What became of a message, from what became of its requests. Stateless. */
final class Verdicts {
  /** Requests that a reason names; it tells how many more there are. */
  private static final int NAMED = 10;

  private Verdicts() {}

  /** Of a message that is not sent. */
  static Result of(Entry<?> entry, Refusal refusal) {
    return new Result(
        Result.Verdict.REFUSED,
        refusal.reason(),
        List.of(),
        entry.message().attempt(),
        Instant.now());
  }

  /** Of a message whose outcomes are all known. */
  static Result of(Entry<?> entry) {
    List<Outcome> outcomes = entry.progress.outcomes();
    long inForce = outcomes.stream().filter(Outcome::inForce).count();
    return new Result(
        verdict(outcomes, inForce),
        inForce == outcomes.size() ? "" : reason(entry.progress.requests(), outcomes, inForce),
        outcomes,
        entry.message().attempt() + entry.progress.tries() - 1,
        Instant.now());
  }

  private static Result.Verdict verdict(List<Outcome> outcomes, long inForce) {
    if (inForce == 0 && !outcomes.isEmpty()) {
      return Result.Verdict.REFUSED;
    }
    if (inForce < outcomes.size()) {
      return Result.Verdict.PARTLY;
    }
    return outcomes.stream().allMatch(outcome -> outcome.verdict() == Verdict.ALREADY_SO)
        ? Result.Verdict.ALREADY_SO
        : Result.Verdict.APPLIED;
  }

  private static String reason(List<Request> requests, List<Outcome> outcomes, long inForce) {
    if (requests.size() == 1) {
      return Words.clean(words(requests.get(0), outcomes.get(0)));
    }
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < outcomes.size() && refused.size() < NAMED; i++) {
      if (!outcomes.get(i).inForce()) {
        refused.add("record " + i + ": " + words(requests.get(i), outcomes.get(i)));
      }
    }
    long all = outcomes.size() - inForce;
    return Words.clean(
        all
            + " of "
            + outcomes.size()
            + " requests refused: "
            + String.join("; ", refused)
            + (all > refused.size() ? "; and " + (all - refused.size()) + " more" : ""));
  }

  private static String words(Request request, Outcome outcome) {
    return Naming.of(request) + ": " + outcome.reason();
  }
}
