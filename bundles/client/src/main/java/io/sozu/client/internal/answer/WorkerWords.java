package io.sozu.client.internal.answer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each worker said, taken out of a FAILURE such as {@code 1: found no listener at …, 0: OK}.
 * Sōzu 2.3.3 takes commas followed by a space out of the workers' words, so that sequence begins
 * the next worker's.
 */
final class WorkerWords {
  private static final Pattern WORKER = Pattern.compile("(?:^|, )(\\d+): ");
  // How CloseSessions tells of a worker that did it, beside one that did not.
  private static final Pattern CLOSED = Pattern.compile("\\d+ sessions closed, \\d+ draining.*");

  private WorkerWords() {}

  /** By worker id; empty when the text does not begin with a worker. */
  static Map<String, String> of(String message) {
    Map<String, String> words = new LinkedHashMap<>();
    Matcher matcher = WORKER.matcher(message);
    if (!matcher.lookingAt()) {
      return words;
    }
    String worker = matcher.group(1);
    int from = matcher.end();
    while (matcher.find()) {
      words.put(worker, message.substring(from, matcher.start()));
      worker = matcher.group(1);
      from = matcher.end();
    }
    words.put(worker, message.substring(from));
    return words;
  }

  /** Whether a worker that said this did what it was told. */
  static boolean done(String words) {
    return words.equals("OK") || CLOSED.matcher(words).matches();
  }
}
