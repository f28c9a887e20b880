package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.testkit.internal.state.ConfigState;
import io.sozu.testkit.internal.state.Refusal;
import java.util.Optional;
import java.util.stream.Collectors;

/** Changes of the configuration: first the main process's state, then all workers. */
final class Changes {
  private final MainProcess main;

  Changes(MainProcess main) {
    this.main = main;
  }

  void apply(Request request, Reply reply) {
    Optional<Event> event = KindFacts.event(request);
    event.ifPresent(main.events()::tellMain);
    main.count(KindFacts.counter(request));
    try {
      ConfigState.validate(request);
      main.dispatch(request);
    } catch (Refusal refusal) {
      Optional<String> nothing = main.state().removedWithItsCluster(request, refusal);
      if (nothing.isPresent()) {
        reply.ok(nothing.get());
      } else {
        reply.failure("could not apply request on the main process state: " + refusal.text());
      }
      return;
    }
    reply.processing("Processing worker request...");
    Gathering gathering =
        new Gathering(
            (answers, timedOut) -> {
              event.ifPresent(main.events()::hold);
              main.count(KindFacts.counter(request));
              finish(request, reply, answers, timedOut);
            });
    gathering.scatter(0, main.workers().running(), request);
    gathering.seal(main.loop(), main.options().workerTimeout());
  }

  private void finish(Request request, Reply reply, Gathering answers, boolean timedOut) {
    if (answers.nobodyTook(0)) {
      KindFacts.rollback(request).ifPresent(main::takeBack);
    }
    if (answers.errors() == 0 && !timedOut) {
      reply.ok("Successfully applied request to all workers");
      return;
    }
    reply.failure(
        answers.answers().stream()
            .map(
                answer ->
                    answer.worker()
                        + ": "
                        + (answer.response().getStatus() == ResponseStatus.OK
                            ? "OK"
                            : sanitize(answer.response().getMessage())))
            .collect(Collectors.joining(", ")));
  }

  /** Sōzu keeps its own separators out of what workers say. */
  static String sanitize(String message) {
    return message.replace(',', '?').replace('=', '?');
  }
}
