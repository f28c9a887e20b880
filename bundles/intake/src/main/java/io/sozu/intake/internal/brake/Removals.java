package io.sozu.intake.internal.brake;

import io.sozu.intake.internal.decode.Subject;
import io.sozu.protocol.command.Request;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How many things of each category some requests remove for good. A frontend or a backend that is
 * added again later was changed, not removed; a cluster comes back without both, and a listener
 * closed. One thread.
 */
final class Removals {
  private final Map<Category, Integer> rough = new EnumMap<>(Category.class);
  private final Map<String, Category> removed = new HashMap<>();

  /** Counts a request by its kind alone, which costs next to nothing. */
  void countRoughly(Request request) {
    Category category = Category.removedBy(request.getRequestTypeCase());
    if (category != null) {
      rough.merge(category, 1, Integer::sum);
    }
  }

  /** Whether some category has more removals than are never held. */
  boolean isAnyAbove(int least) {
    return rough.values().stream().anyMatch(count -> count > least);
  }

  /** Counts a request by what it names. */
  void count(Request request) {
    Category gone = Category.removedBy(request.getRequestTypeCase());
    if (gone != null) {
      removed.put(thing(gone, request), gone);
      return;
    }
    Category added = Category.addedBy(request.getRequestTypeCase());
    if (added == Category.FRONTENDS || added == Category.BACKENDS) {
      removed.remove(thing(added, request));
    }
  }

  /** How many things of each category are gone in the end, after {@link #count}. */
  Map<Category, Integer> gone() {
    Map<Category, Integer> gone = new EnumMap<>(Category.class);
    removed.values().forEach(category -> gone.merge(category, 1, Integer::sum));
    return gone;
  }

  /** What is removed; of frontends and backends, equal for an addition of the same thing. */
  private static String thing(Category category, Request request) {
    Subject subject = Subject.of(request);
    return switch (category) {
      case CLUSTERS -> "c|" + subject.cluster();
      case BACKENDS ->
          "b|" + subject.cluster() + '|' + subject.text("backend_id") + '|' + subject.address();
      case FRONTENDS ->
          String.join(
              "|",
              "f",
              subject.kind().name().replaceAll("^[A-Z]+_|_FRONTEND.*", ""),
              subject.address(),
              subject.text("hostname").toLowerCase(Locale.ROOT),
              subject.path(),
              subject.text("method"),
              subject.text("sni"));
      case CERTIFICATES -> "x|" + subject.text("fingerprint") + '|' + subject.address();
      case LISTENERS -> "l|" + subject.address();
    };
  }
}
