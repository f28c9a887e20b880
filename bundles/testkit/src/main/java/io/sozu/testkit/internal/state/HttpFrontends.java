package io.sozu.testkit.internal.state;

import io.sozu.protocol.command.PathRuleKind;
import io.sozu.protocol.command.RequestHttpFrontend;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** The frontends of HTTP, or those of HTTPS, by their keys. */
final class HttpFrontends {
  private final String kind;
  private final Map<String, RequestHttpFrontend> frontends = new TreeMap<>();

  HttpFrontends(String kind) {
    this.kind = kind;
  }

  void add(RequestHttpFrontend frontend) throws Refusal {
    String key = Text.key(frontend);
    if (frontends.containsKey(key)) {
      throw Refusal.exists(kind, Text.bytes(key));
    }
    requireReadablePath(frontend);
    frontends.put(key, frontend);
  }

  private static void requireReadablePath(RequestHttpFrontend frontend) throws Refusal {
    if (frontend.getPath().getKind() == PathRuleKind.REGEX) {
      try {
        Pattern.compile(frontend.getPath().getValue());
      } catch (PatternSyntaxException e) {
        throw Refusal.of(
            "Could not parse rule from frontend path, path_bytes="
                + (Text.bytes(frontend.getPath().getValue()) + "regexp ''".length()));
      }
    }
  }

  void remove(RequestHttpFrontend frontend) throws Refusal {
    String key = Text.key(frontend);
    RequestHttpFrontend stored = frontends.get(key);
    if (stored == null || !cluster(stored).equals(cluster(frontend))) {
      throw Refusal.notFound(kind, key);
    }
    frontends.remove(key);
  }

  /** The cluster that owns the key of a frontend now. */
  Optional<RequestHttpFrontend> owner(RequestHttpFrontend frontend) {
    return Optional.ofNullable(frontends.get(Text.key(frontend)));
  }

  void removeCluster(String clusterId) {
    frontends.values().removeIf(frontend -> cluster(frontend).equals(Optional.of(clusterId)));
  }

  Stream<RequestHttpFrontend> all() {
    return frontends.values().stream();
  }

  Stream<RequestHttpFrontend> ofCluster(String clusterId) {
    return all().filter(frontend -> cluster(frontend).equals(Optional.of(clusterId)));
  }

  private static Optional<String> cluster(RequestHttpFrontend frontend) {
    return frontend.hasClusterId() ? Optional.of(frontend.getClusterId()) : Optional.empty();
  }
}
