package io.sozu.intake;

import io.sozu.intake.internal.decode.Decoded;
import io.sozu.intake.internal.decode.Decoder;
import io.sozu.intake.internal.decode.Scope;
import io.sozu.intake.internal.wanted.Things;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.Records;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What keyed messages want a Sōzu to have. The value of a key is a document: it replaces the key's
 * former value, and a message without a body takes away what was there. A message that removes
 * something is applied as it is, and its key has nothing of that any more. A message without a key
 * is no document: it is applied as it is and not remembered.
 *
 * <p>Several keys may want the same thing; the last one decides how it is, and it stays for as long
 * as one of them wants it. Not thread-safe.
 */
public final class Desired {
  private final Scope scope;

  /** Things by document. */
  private final Map<String, Map<String, Request>> documents = new HashMap<>();

  /** Documents by thing. */
  private final Map<String, Set<String>> claims = new HashMap<>();

  /** Each thing as it is wanted. */
  private final Map<String, Request> wanted = new LinkedHashMap<>();

  /** Backends and frontends by cluster, which go with it and come back with it. */
  private final Map<String, Set<String>> members = new HashMap<>();

  /**
   * Nothing is wanted yet.
   *
   * @param options what they do not allow is not wanted, whoever asks for it
   */
  public Desired(IntakeOptions options) {
    this.scope = Scope.of(options);
  }

  /** All things that are wanted. */
  public Collection<Request> things() {
    return Collections.unmodifiableCollection(wanted.values());
  }

  /**
   * Folds a message in.
   *
   * @return the requests that bring Sōzu from what was wanted to what is wanted now; null for a
   *     message that is no document, or that cannot be understood or is not allowed, which changes
   *     nothing here and which the intake judges by itself
   */
  public @Nullable List<Request> fold(Message message) {
    String key = message.key();
    if (key == null) {
      return null;
    }
    List<Request> value = value(message);
    if (value == null) {
      return null;
    }
    return value.stream().anyMatch(Things::isRemoval) ? amend(key, value) : replace(key, value);
  }

  /** Whether {@link #fold} would take the message, and not leave it to the intake. */
  public boolean isDocument(Message message) {
    return message.key() != null && value(message) != null;
  }

  private @Nullable List<Request> value(Message message) {
    if (message.body().length == 0) {
      return List.of();
    }
    Decoded decoded = Decoder.decode(message);
    boolean refused = decoded.refusal() != null || scope.refusal(decoded.requests()) != null;
    return refused ? null : decoded.requests();
  }

  /** The value takes the place of the former. */
  private List<Request> replace(String key, List<Request> value) {
    Map<String, Request> former = documents.getOrDefault(key, Map.of());
    Map<String, Request> fresh = new LinkedHashMap<>();
    value.forEach(request -> fresh.put(Things.key(request), request));
    List<Request> way = new ArrayList<>();
    for (Request request : value) {
      add(key, request, way);
    }
    List<Request> gone = new ArrayList<>();
    former.forEach(
        (thing, request) -> {
          if (!fresh.containsKey(thing)) {
            drop(key, thing, way, gone);
          }
        });
    gone.sort(Comparator.comparingInt(Desired::fromTheOutside));
    way.addAll(gone);
    keep(key, fresh);
    return way;
  }

  /** The value is applied as it is. */
  private List<Request> amend(String key, List<Request> value) {
    Map<String, Request> document = new LinkedHashMap<>(documents.getOrDefault(key, Map.of()));
    for (Request request : value) {
      if (!Things.isRemoval(request)) {
        add(key, request, new ArrayList<>());
        document.put(Things.key(request), request);
      } else if (request.hasRemoveCluster()) {
        String cluster = request.getRemoveCluster();
        document.values().stream()
            .filter(thing -> Records.cluster(thing).equals(cluster))
            .map(Things::key)
            .toList()
            .forEach(thing -> forget(key, thing, document));
      } else {
        forget(key, Things.key(request), document);
      }
    }
    keep(key, document);
    return value;
  }

  private void keep(String key, Map<String, Request> document) {
    if (document.isEmpty()) {
      documents.remove(key);
    } else {
      documents.put(key, document);
    }
  }

  private void add(String key, Request request, List<Request> way) {
    String thing = Things.key(request);
    claims.computeIfAbsent(thing, any -> new LinkedHashSet<>(1)).add(key);
    Request before = want(thing, request);
    if (before != null && Things.isFrontend(request) && !before.equals(request)) {
      // Side by side: then no request is lost between them.
      addRemoval(before, way);
    }
    way.add(request);
    if (before == null && request.hasAddCluster()) {
      members.getOrDefault(Records.cluster(request), Set.of()).stream()
          .map(wanted::get)
          .sorted(Comparator.comparingInt(Things::rank))
          .forEach(way::add);
    }
  }

  private void forget(String key, String thing, Map<String, Request> document) {
    document.remove(thing);
    drop(key, thing, new ArrayList<>(), new ArrayList<>());
  }

  /** A document does not want a thing any more. */
  private void drop(String key, String thing, List<Request> way, List<Request> gone) {
    Set<String> others = claims.get(thing);
    Request before = wanted.get(thing);
    if (others == null || before == null || !others.remove(key)) {
      return;
    }
    if (others.isEmpty()) {
      claims.remove(thing);
      unwant(thing, before);
      addRemoval(before, gone);
    } else {
      Map<String, Request> other = documents.getOrDefault(last(others), Map.of());
      add(last(others), other.getOrDefault(thing, before), way);
    }
  }

  private static String last(Set<String> keys) {
    String last = "";
    for (String key : keys) {
      last = key;
    }
    return last;
  }

  private @Nullable Request want(String thing, Request request) {
    if (Things.isFrontend(request) || Things.isBackend(request)) {
      members.computeIfAbsent(Records.cluster(request), any -> new LinkedHashSet<>(2)).add(thing);
    }
    Request before = wanted.put(thing, request);
    if (before != null && !Records.cluster(before).equals(Records.cluster(request))) {
      leave(Records.cluster(before), thing);
    }
    return before;
  }

  private void unwant(String thing, Request request) {
    wanted.remove(thing);
    leave(Records.cluster(request), thing);
  }

  private void leave(String cluster, String thing) {
    members.computeIfPresent(
        cluster,
        (id, left) -> {
          left.remove(thing);
          return left.isEmpty() ? null : left;
        });
  }

  private static void addRemoval(Request request, List<Request> to) {
    Request removal = Things.removal(request);
    if (removal != null) {
      to.add(removal);
    }
  }

  private static int fromTheOutside(Request removal) {
    return -Things.rank(removal);
  }
}
