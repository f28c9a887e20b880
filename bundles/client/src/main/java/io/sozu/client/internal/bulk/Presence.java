package io.sozu.client.internal.bulk;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.Records;
import io.sozu.protocol.state.Records.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is there of the things that a batch adds or removes, followed through the batch: a load
 * tells only how many records were refused, so those that will be are found out before and sent
 * singly.
 *
 * <p>One thread. Steps can be taken back, because a piece is planned before the one before it is
 * known to be applied.
 */
final class Presence {
  /** What was under a key before a step; null is nothing. */
  private record Before(String key, @Nullable String owner) {}

  private final Set<String> interesting = new HashSet<>();
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, Set<String>> keysOfOwner = new HashMap<>();
  private final Deque<Before> journal = new ArrayDeque<>();

  /** Follows this record's key, if whether something is there decides its outcome. */
  void follow(Request record) {
    Role role = Records.role(record);
    if (role == Role.ADD || role == Role.REMOVE) {
      interesting.add(Records.key(record));
    }
  }

  boolean follows(String key) {
    return interesting.contains(key);
  }

  boolean isEmpty() {
    return interesting.isEmpty();
  }

  /** Notes what Sōzu has. */
  void found(String key, String owner) {
    if (interesting.contains(key)) {
      put(key, owner);
    }
  }

  /** Whether Sōzu will refuse this record, or answer that there was nothing to do. */
  boolean predictsRefusal(Request record) {
    Role role = Records.role(record);
    if (role == Role.PUT || role == Role.CERTIFICATE) {
      return false;
    }
    String owner = owners.get(Records.key(record));
    return role == Role.ADD ? owner != null : !Records.cluster(record).equals(owner);
  }

  /** Follows a record that is, or is assumed to be, in force. */
  void step(Request record) {
    switch (Records.role(record)) {
      case PUT, ADD -> {
        String key = Records.key(record);
        if (interesting.contains(key)) {
          change(key, Records.cluster(record));
        }
      }
      case REMOVE -> {
        change(Records.key(record), null);
        if (record.hasRemoveCluster()) {
          Set<String> owned = keysOfOwner.getOrDefault(record.getRemoveCluster(), Set.of());
          for (String key : new ArrayList<>(owned)) {
            change(key, null);
          }
        }
      }
      case CERTIFICATE -> {}
    }
  }

  /** Where we are; to be given to {@link #backTo}. */
  int mark() {
    return journal.size();
  }

  /** Takes back what was followed since. */
  void backTo(int mark) {
    while (journal.size() > mark) {
      Before before = journal.pop();
      put(before.key(), before.owner());
    }
  }

  /** What has been followed so far is in force and cannot be taken back any more. */
  void settle() {
    journal.clear();
  }

  /** What is followed, for reading what Sōzu has of it. */
  List<String> keys() {
    return List.copyOf(interesting);
  }

  private void change(String key, @Nullable String owner) {
    journal.push(new Before(key, owners.get(key)));
    put(key, owner);
  }

  private void put(String key, @Nullable String owner) {
    String before = owner == null ? owners.remove(key) : owners.put(key, owner);
    if (before != null) {
      Set<String> owned = keysOfOwner.get(before);
      if (owned != null) {
        owned.remove(key);
      }
    }
    if (owner != null) {
      keysOfOwner.computeIfAbsent(owner, any -> new HashSet<>()).add(key);
    }
  }
}
