package io.sozu.client.internal.bulk;

import io.sozu.client.SozuException;
import io.sozu.client.internal.exchange.StateReader;
import io.sozu.client.internal.guard.Kind;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.state.Records;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads what is there of what a batch adds or removes: by questions when few, else at one go. */
final class Known {
  /** Above so many questions one SaveState is less work for Sōzu, which looks at all for each. */
  static final int MOST_QUESTIONS = 32;

  private static final Duration READING = Duration.ofSeconds(110);

  private final Truth truth;
  private final StateReader reader;

  Known(Truth truth, StateReader reader) {
    this.truth = truth;
    this.reader = reader;
  }

  /**
   * Tells {@code presence} what Sōzu has of the records that it follows.
   *
   * @throws SozuException if Sōzu could not be asked
   */
  void read(Collection<Request> followed, Presence presence) throws IOException {
    if (presence.isEmpty()) {
      return;
    }
    Map<String, Request> byQuestion = new LinkedHashMap<>();
    Map<String, String> hosts = new LinkedHashMap<>();
    for (Request record : followed) {
      RequestHttpFrontend frontend = Records.frontend(record);
      if (frontend != null) {
        hosts.put(frontend.getHostname(), frontend.getHostname());
      } else {
        byQuestion.put(Records.cluster(record), record);
      }
      if (byQuestion.size() + hosts.size() > MOST_QUESTIONS) {
        reader.readHere(
            Kind.ADDITIONS_TO_CLUSTERS::contains,
            existing -> presence.found(Records.key(existing), Records.cluster(existing)),
            Deadline.in(READING));
        return;
      }
    }
    View view = truth.read(byQuestion.values());
    truth.list(hosts.keySet(), Set.of(), view);
    view.additions().forEach(found -> presence.found(Records.key(found), Records.cluster(found)));
  }
}
