package io.sozu.intake.internal.decode;

import io.sozu.intake.IntakeOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.state.RecordKinds;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which requests a connector may make, as its options say. Immutable. */
public final class Scope {
  private final Set<RequestTypeCase> kinds;
  private final List<String> prefixes;
  private final boolean any;

  private Scope(Set<RequestTypeCase> kinds, List<String> prefixes) {
    this.kinds = kinds;
    this.prefixes = prefixes;
    this.any = prefixes.isEmpty() && kinds.containsAll(RecordKinds.CONFIGURATION);
  }

  /** The scope of these options. */
  public static Scope of(IntakeOptions options) {
    return new Scope(options.kinds(), options.prefixes());
  }

  /** Why a message is out of scope, because at least one of its requests is; null if none is. */
  public @Nullable Refusal refusal(List<Request> requests) {
    if (any) {
      return null;
    }
    for (int i = 0; i < requests.size(); i++) {
      String broken = broken(requests.get(i));
      if (broken != null) {
        String which = requests.size() == 1 ? "" : "record " + i + ": ";
        return new Refusal(
            Refusal.Why.OUT_OF_SCOPE,
            Words.clean(which + Naming.of(requests.get(i)) + " is out of scope: " + broken));
      }
    }
    return null;
  }

  private @Nullable String broken(Request request) {
    if (!kinds.contains(request.getRequestTypeCase())) {
      TreeSet<String> allowed = new TreeSet<>();
      kinds.forEach(kind -> allowed.add(Naming.kind(kind)));
      return "allowed kinds are " + String.join(", ", allowed);
    }
    if (prefixes.isEmpty()) {
      return null;
    }
    String cluster = Subject.of(request).cluster();
    if (prefixes.stream().anyMatch(cluster::startsWith) && !cluster.isEmpty()) {
      return null;
    }
    return (cluster.isEmpty() ? "it names no cluster" : "its cluster's id has another prefix")
        + "; allowed are clusters whose ids begin with "
        + String.join(", ", prefixes);
  }
}
