package io.sozu.intake;

import java.time.Instant;
import java.util.List;

/**
 * A message that is held back until somebody lets it go.
 *
 * @param id the message's
 * @param since when it was held
 * @param why with the numbers
 * @param requests what it asks for, one line a request, without secrets; the first few of many
 */
public record Held(String id, Instant since, String why, List<String> requests) {
  public Held {
    requests = List.copyOf(requests);
  }
}
