package io.sozu.client.internal.pool;

import io.sozu.client.ClientOptions;
import io.sozu.client.NotSentInTime;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.PoolExhausted;
import io.sozu.client.Refused;
import io.sozu.client.SozuException;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.answer.Answers;
import io.sozu.client.internal.session.Call;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;

/** How calls end: completes and counts them, and says why with the numbers an operator needs. */
final class Endings {
  private final ClientOptions options;
  private final Figures figures;
  private final Sessions sessions;
  private final Waiters waiters;
  private final Connector connector;

  Endings(
      ClientOptions options,
      Figures figures,
      Sessions sessions,
      Waiters waiters,
      Connector connector) {
    this.options = options;
    this.figures = figures;
    this.sessions = sessions;
    this.waiters = waiters;
    this.connector = connector;
  }

  /** Ends a call by its final answer. */
  void settle(Call call, Response answer) {
    if (call.isCancelled()) {
      // Counted as that.
      return;
    }
    if (answer.getStatus() == ResponseStatus.OK) {
      figures.ok.increment();
      call.succeed(answer);
    } else {
      fail(call, Answers.failure(call.request(), answer, call.elapsed()));
    }
  }

  /** Ends a call that failed. */
  void fail(Call call, SozuException failure) {
    if (call.isCancelled()) {
      return;
    }
    if (failure instanceof Refused) {
      figures.refused.increment();
    } else if (failure instanceof OutcomeUnknown) {
      figures.unknown.increment();
    } else {
      figures.failed.increment();
    }
    call.fail(failure);
  }

  /** Counts a call that its owner has ended. */
  void cancelled() {
    figures.cancelled.increment();
  }

  /** Counts a call whose answer did not come in time, and says how it ends. */
  OutcomeUnknown unanswered() {
    figures.expired.increment();
    return new OutcomeUnknown("Sōzu gave no answer in time; it may have applied the request");
  }

  /** Ends a call for which there was no place to wait. */
  void exhausted(Call call) {
    figures.exhausted.increment();
    call.abandon();
    call.fail(new PoolExhausted(load()));
  }

  /** Ends a call that was not sent before its deadline. */
  void expired(Call call) {
    figures.expired.increment();
    fail(call, notSent());
  }

  private SozuException notSent() {
    return sessions.isEmpty() && !connector.reachable()
        ? new Unreachable("no connection to Sōzu in time, last try: " + connector.lastFailure())
        : new NotSentInTime("no connection was free in time: " + load());
  }

  private String load() {
    return sessions.leased()
        + " of "
        + options.connections()
        + " connections leased, "
        + waiters.size()
        + " of "
        + waiters.most()
        + " calls waiting";
  }
}
