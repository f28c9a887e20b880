package io.sozu.intake.internal.brake;

import io.sozu.protocol.command.Request.RequestTypeCase;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be removed from a Sōzu, each counted by itself. */
enum Category {
  CLUSTERS,
  FRONTENDS,
  BACKENDS,
  CERTIFICATES,
  LISTENERS;

  private static final Map<RequestTypeCase, Category> REMOVED =
      new EnumMap<>(RequestTypeCase.class);
  private static final Map<RequestTypeCase, Category> ADDED = new EnumMap<>(RequestTypeCase.class);

  static {
    for (RequestTypeCase kind : RequestTypeCase.values()) {
      for (Category category : values()) {
        String thing = category.name().substring(0, category.name().length() - 1);
        if (kind.name().startsWith("ADD_") && kind.name().contains(thing)) {
          ADDED.put(kind, category);
        } else if (kind.name().startsWith("REMOVE_") && kind.name().contains(thing)) {
          REMOVED.put(kind, category);
        }
      }
    }
    // Its port is closed: for those who use it, that is the same.
    REMOVED.put(RequestTypeCase.DEACTIVATE_LISTENER, LISTENERS);
  }

  /** What a request of this kind removes one of, or null. */
  static @Nullable Category removedBy(RequestTypeCase kind) {
    return REMOVED.get(kind);
  }

  /** What a request of this kind adds one of, or null. */
  static @Nullable Category addedBy(RequestTypeCase kind) {
    return ADDED.get(kind);
  }

  /** For people. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
