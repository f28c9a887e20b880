package io.sozu.intake;

import io.sozu.intake.internal.wanted.Things;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.state.Records;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way from what a Sōzu has to what it should have. Additions and changes come first, each
 * behind what it needs; then what is too much is removed, from the outside in. Only what belongs to
 * a cluster with one of the prefixes is ever too much: what the TOML, a person or another connector
 * put there stays. Nothing is removed when no cluster is wanted at all: a topic that was emptied by
 * mistake must not empty a Sōzu. Not thread-safe.
 */
public final class Difference {
  /** Listeners and certificates are not changed when there is one of that name. */
  private static final int LAST_LEFT_ALONE = 2;

  private final Map<String, Request> wanted = new HashMap<>();
  private final List<String> prefixes;

  /** What is there, without private keys. */
  private final Map<String, Request> there = new HashMap<>();

  /**
   * Of a Sōzu that has nothing yet.
   *
   * @param things that it should have
   * @param prefixes of the ids of clusters that are ours to remove
   */
  public Difference(Collection<Request> things, List<String> prefixes) {
    this.prefixes = List.copyOf(prefixes);
    things.forEach(thing -> wanted.put(Things.key(thing), thing));
  }

  /** Sōzu has this: a record of its state. */
  public void has(Request record) {
    // Of a certificate only its name matters: its key is not kept.
    there.put(
        Things.key(record), record.hasAddCertificate() ? Request.getDefaultInstance() : record);
  }

  /** What is to be sent, in this order. */
  public List<Request> requests() {
    List<Request> way = new ArrayList<>();
    wanted.values().stream()
        .sorted(Comparator.comparingInt(Things::rank))
        .forEach(thing -> add(thing, way));
    if (wanted.values().stream().anyMatch(Request::hasAddCluster)) {
      there.values().stream()
          .filter(this::isTooMuch)
          .sorted(Comparator.comparingInt(Things::rank).reversed())
          .forEach(thing -> addRemoval(thing, way));
    }
    return way;
  }

  private void add(Request thing, List<Request> way) {
    Request has = there.get(Things.key(thing));
    Request should = thing.hasAddCluster() ? withHealthCheck(thing) : thing;
    if (thing.hasSetHealthCheck()) {
      // It is part of its cluster, unless somebody else added that.
      if (!wanted.containsKey(Records.clusterKey(Records.cluster(thing)))) {
        way.add(thing);
      }
    } else if (has == null) {
      way.add(should);
    } else if (Things.isFrontend(thing)) {
      if (!plain(has).equals(plain(thing))) {
        // Side by side: then no request is lost between them.
        addRemoval(has, way);
        way.add(thing);
      }
    } else if (Things.rank(thing) > LAST_LEFT_ALONE && !has.equals(should)) {
      way.add(should);
    }
  }

  private Request withHealthCheck(Request cluster) {
    Request check = wanted.get("y|" + Records.cluster(cluster));
    return check == null
        ? cluster
        : cluster.toBuilder()
            .setAddCluster(
                cluster.getAddCluster().toBuilder()
                    .setHealthCheck(check.getSetHealthCheck().getConfig()))
            .build();
  }

  private boolean isTooMuch(Request thing) {
    boolean removable =
        thing.hasAddCluster() || Things.isBackend(thing) || Things.isFrontend(thing);
    return removable
        && prefixes.stream().anyMatch(Records.cluster(thing)::startsWith)
        && !Records.cluster(thing).isEmpty()
        && !wanted.containsKey(Things.key(thing));
  }

  private static Object plain(Request frontend) {
    RequestHttpFrontend http = Records.frontend(frontend);
    return http == null ? frontend : Records.plain(http);
  }

  private static void addRemoval(Request thing, List<Request> way) {
    @Nullable Request removal = Things.removal(thing);
    if (removal != null) {
      way.add(removal);
    }
  }
}
