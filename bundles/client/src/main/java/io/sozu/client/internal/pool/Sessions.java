package io.sozu.client.internal.pool;

import io.sozu.client.internal.session.Call;
import io.sozu.client.internal.session.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of a pool: the loop adds and removes, callers look for an idle one. */
final class Sessions {
  private final List<Session> all = new CopyOnWriteArrayList<>();

  void add(Session session) {
    all.add(session);
  }

  boolean remove(Session session) {
    return all.remove(session);
  }

  int size() {
    return all.size();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** How many have a call on them. */
  int leased() {
    int leased = 0;
    for (Session session : all) {
      if (session.call() != null) {
        leased++;
      }
    }
    return leased;
  }

  /** An idle one of this generation, which belongs to the caller now; null when there is none. */
  @Nullable Session takeIdle(long generation) {
    for (Session session : all) {
      if (session.generation() == generation && session.take()) {
        return session;
      }
    }
    return null;
  }

  /** Whether one is proven to be served. */
  boolean proven(long now) {
    for (Session session : all) {
      if (session.proven(now)) {
        return true;
      }
    }
    return false;
  }

  /** Idle ones of other generations, each of which belongs to the action then. */
  void takeOld(long generation, Consumer<Session> action) {
    for (Session session : all) {
      if (session.generation() != generation && session.take()) {
        action.accept(session);
      }
    }
  }

  void forEach(Consumer<Session> action) {
    all.forEach(action);
  }

  /** The earliest deadline of the calls on them. */
  long nextDue() {
    long next = Long.MAX_VALUE;
    for (Session session : all) {
      next = Math.min(next, due(session));
    }
    return next;
  }

  /** Those whose call is past its deadline. */
  void overdue(long now, Consumer<Session> action) {
    for (Session session : all) {
      if (due(session) <= now) {
        action.accept(session);
      }
    }
  }

  private static long due(Session session) {
    Call call = session.call();
    return call == null ? Long.MAX_VALUE : call.due();
  }
}
