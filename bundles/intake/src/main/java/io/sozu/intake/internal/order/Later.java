package io.sozu.intake.internal.order;

import io.sozu.intake.internal.decode.Subject;
import io.sozu.intake.internal.wanted.Things;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What later messages may have done already when an earlier one is sent again. Sōzu may refuse that
 * one for it, although it was in force; whatever else Sōzu refuses is bad. One thread.
 */
public final class Later {
  /** Clusters, addresses and things that may be gone. */
  private final Set<String> gone = new HashSet<>();

  /** What may be in the place of a frontend or a listener. */
  private final Map<String, Set<Request>> taken = new HashMap<>();

  /** Adds a request of a later message. */
  public void add(Request request) {
    RequestTypeCase kind = request.getRequestTypeCase();
    switch (kind) {
      case REMOVE_CLUSTER -> gone.add(cluster(request));
      case REMOVE_LISTENER, REMOVE_CERTIFICATE -> gone.add(address(request));
      default -> {
        if (Things.isRemoval(request)) {
          gone.add(Things.key(request));
        } else if (hasAPlace(request)) {
          taken.computeIfAbsent(Things.key(request), any -> new HashSet<>()).add(request);
        }
      }
    }
  }

  /** Whether Sōzu may refuse this because of what was added. */
  boolean explains(Request refused) {
    boolean removal = Things.isRemoval(refused);
    if ((needsCluster(refused) && gone.contains(cluster(refused)))
        || (needsAddress(refused) && gone.contains(address(refused)))
        || (removal && gone.contains(Things.key(refused)))) {
      return true;
    }
    // An equal one is no reason: Sōzu then has what is asked for.
    return hasAPlace(refused)
        && taken.getOrDefault(Things.key(refused), Set.of()).stream()
            .anyMatch(other -> !other.equals(refused));
  }

  /** Whether Sōzu refuses it where something else is. */
  private static boolean hasAPlace(Request request) {
    String kind = request.getRequestTypeCase().name();
    return kind.startsWith("ADD_") && (Things.isFrontend(request) || kind.contains("_LISTENER"));
  }

  /** Whether Sōzu refuses it where its cluster is not; it takes frontends all the same. */
  private static boolean needsCluster(Request request) {
    return Things.isRemoval(request)
        || Things.isBackend(request)
        || request.getRequestTypeCase() == RequestTypeCase.SET_HEALTH_CHECK;
  }

  /** Whether Sōzu refuses it where its listener, or every certificate of it, is not. */
  private static boolean needsAddress(Request request) {
    String kind = request.getRequestTypeCase().name();
    return !kind.startsWith("ADD_")
        && (kind.contains("_LISTENER") || kind.contains("_CERTIFICATE"));
  }

  private static String cluster(Request request) {
    return "c|" + Subject.of(request).cluster();
  }

  private static String address(Request request) {
    return "a|" + Subject.of(request).address();
  }
}
