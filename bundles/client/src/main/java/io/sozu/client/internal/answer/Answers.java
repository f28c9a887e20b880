package io.sozu.client.internal.answer;

import io.sozu.client.OutcomeUnknown;
import io.sozu.client.RefusedByMain;
import io.sozu.client.RefusedByWorkers;
import io.sozu.client.SozuException;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.time.Duration;
import java.util.Map;

/**
 * Decides what Sōzu's FAILURE means. It is no proof that nothing was applied: some workers, or the
 * main process alone, may have taken the request.
 */
public final class Answers {
  private static final String MAIN = "could not apply request on the main process state";
  private static final String TIMED_OUT = "timed out waiting for every worker";

  /**
   * Sōzu's shortest {@code worker_timeout}. A worker that stayed silent until then is not in the
   * text, so an answer that took as long may lack one.
   */
  static final Duration SHORTEST_WORKER_TIMEOUT = Duration.ofSeconds(1);

  private Answers() {}

  /** {@link #failure(Request, Response, Duration)} of an answer that came at once. */
  public static SozuException failure(Request request, Response response) {
    return failure(request, response, Duration.ZERO);
  }

  /**
   * The failure that a FAILURE stands for.
   *
   * @param elapsed from writing the request to this answer; tells apart "all workers refused" and
   *     "those that answered in time refused", which read the same
   */
  public static SozuException failure(Request request, Response response, Duration elapsed) {
    String message = response.getMessage();
    if (message.startsWith(MAIN)) {
      return new RefusedByMain(response);
    }
    if (message.isBlank()) {
      return new OutcomeUnknown("no worker answered in time");
    }
    if (message.contains(TIMED_OUT) || countsOnly(request, message)) {
      return new OutcomeUnknown(message.strip());
    }
    Map<String, String> words = WorkerWords.of(message);
    if (words.isEmpty()) {
      return new RefusedByMain(response);
    }
    if (words.values().stream().anyMatch(WorkerWords::done)) {
      return new OutcomeUnknown("applied by some workers only: " + message);
    }
    if (elapsed.compareTo(SHORTEST_WORKER_TIMEOUT) >= 0) {
      return new OutcomeUnknown("refused by the workers that answered in time: " + message);
    }
    return new RefusedByWorkers(response, words);
  }

  /** Answers that tell how much was done, or that it stopped on the way, but not what. */
  private static boolean countsOnly(Request request, String message) {
    return switch (request.getRequestTypeCase()) {
      // A file that cannot be opened is the only one of which nothing was applied.
      case LOAD_STATE -> !message.startsWith("Cannot ") && !message.startsWith("unauthorized");
      case RELOAD_CONFIGURATION ->
          message.strip().startsWith("loading static configuration failed");
      case SOFT_STOP, HARD_STOP -> !message.startsWith("unauthorized");
      case UPGRADE_WORKER, UPGRADE_MAIN -> message.contains("died while upgrading");
      default -> false;
    };
  }
}
