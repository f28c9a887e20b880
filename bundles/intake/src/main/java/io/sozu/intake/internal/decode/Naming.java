package io.sozu.intake.internal.decode;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** What a request is called when people are told of it: its kind and what it names, no secret. */
public final class Naming {
  private static final Map<RequestTypeCase, String> KINDS = kinds();

  private Naming() {}

  /** A kind as Sōzu's documentation writes it: {@code AddHttpFrontend}. */
  public static String kind(RequestTypeCase kind) {
    return KINDS.getOrDefault(kind, kind.name());
  }

  /**
   * A request on one line: {@code RemoveBackend shop b1 127.0.0.1:8080}, {@code AddHttpFrontend
   * shop example.com PREFIX /api 127.0.0.1:80}.
   */
  public static String of(Request request) {
    Subject subject = Subject.of(request);
    StringJoiner line = new StringJoiner(" ");
    line.add(kind(subject.kind()));
    add(line, subject.cluster());
    add(line, subject.text("backend_id"));
    add(line, subject.text("hostname"));
    add(line, subject.path());
    add(line, subject.text("method"));
    add(line, subject.text("fingerprint"));
    add(line, subject.text("old_fingerprint"));
    add(line, subject.address());
    return line.toString();
  }

  private static void add(StringJoiner line, String name) {
    if (!name.isBlank()) {
      line.add(Words.name(name.strip()));
    }
  }

  private static Map<RequestTypeCase, String> kinds() {
    Map<RequestTypeCase, String> kinds = new EnumMap<>(RequestTypeCase.class);
    for (RequestTypeCase kind : RequestTypeCase.values()) {
      StringBuilder name = new StringBuilder();
      Arrays.stream(kind.name().split("_", -1))
          .forEach(
              word ->
                  name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT)));
      kinds.put(kind, name.toString());
    }
    return kinds;
  }
}
