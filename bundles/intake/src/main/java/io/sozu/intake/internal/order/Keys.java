package io.sozu.intake.internal.order;

import io.sozu.intake.Message;
import io.sozu.intake.internal.decode.Subject;
import io.sozu.protocol.command.Request;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a message's place in the order depends on: messages that have a key in common are applied as
 * they were taken.
 *
 * @param own keys that no other message may pass
 * @param shared keys that only their owners may not pass: frontends and certificates do not wait
 *     for each other, but for changes of the listener that they belong to
 */
public record Keys(List<String> own, List<String> shared) {
  private static final Keys NONE = new Keys(List.of(), List.of());

  /** The keys of a message that asks for these requests; none when it is refused anyway. */
  public static Keys of(Message message, List<Request> requests) {
    if (requests.isEmpty()) {
      return NONE;
    }
    Set<String> own = new LinkedHashSet<>();
    Set<String> shared = new LinkedHashSet<>();
    String key = message.key();
    if (key != null) {
      own.add("k|" + key);
    }
    requests.forEach(request -> add(Subject.of(request), own, shared));
    shared.removeAll(own);
    return new Keys(List.copyOf(own), List.copyOf(shared));
  }

  private static void add(Subject subject, Set<String> own, Set<String> shared) {
    String cluster = subject.cluster();
    if (!cluster.isEmpty()) {
      own.add("c|" + cluster);
    }
    String kind = subject.kind().name();
    if (kind.contains("LISTENER")) {
      own.add(listener(subject));
    } else if (kind.contains("CERTIFICATE")) {
      own.add("x|" + subject.address());
      shared.add(listener(subject));
    } else if (kind.contains("FRONTEND")) {
      // It may move from one cluster to another, but not from its place on the listener.
      String host = subject.text("hostname").toLowerCase(Locale.ROOT);
      own.add("f|" + subject.address() + "|" + host);
      shared.add(listener(subject));
    }
  }

  private static String listener(Subject subject) {
    return "a|" + subject.address();
  }
}
