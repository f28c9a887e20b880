package io.sozu.client.internal.pool;

import io.sozu.client.ClientOptions;
import io.sozu.client.SozuException;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.session.Session;

/**
 * Makes connections, one always and more while calls wait, and drops those that lead to a Sōzu that
 * was replaced. On the loop thread.
 */
final class Upkeep {
  private final ClientOptions options;
  private final Connector connector;
  private final Sessions sessions;
  private final OwnConnections dedicated;
  private final Waiters waiters;
  private final Connector.Taker taker;

  /**
   * @param taker takes each new connection into the pool
   */
  Upkeep(
      ClientOptions options,
      Connector connector,
      Sessions sessions,
      OwnConnections dedicated,
      Waiters waiters,
      Connector.Taker taker) {
    this.options = options;
    this.connector = connector;
    this.sessions = sessions;
    this.dedicated = dedicated;
    this.waiters = waiters;
    this.taker = taker;
  }

  /** Does what is to be done now. */
  void tick(long now) {
    if (connector.replaced(now)) {
      meetAgain(now);
    }
    dropOld();
    if (connector.doubtful() && sessions.proven(now)) {
      connector.proven();
    }
    grow(now);
  }

  /** A connection of the pool is gone, and what was to be sent on it was not. */
  void lost(Session session, long now, SozuException reason) {
    if (session.endedByPeer()
        && !session.proven(now)
        && session.generation() == connector.generation()) {
      connector.dropped(now, String.valueOf(reason.getMessage()));
    }
  }

  /**
   * Connects to the Sōzu that the socket file leads to now, which makes a new generation. Idle
   * connections of the old one go, those with a call on them when it is answered.
   */
  private void meetAgain(long now) {
    long generation = connector.generation();
    Unreachable replaced = new Unreachable("the socket file was replaced");
    for (Session old = sessions.takeIdle(generation);
        old != null;
        old = sessions.takeIdle(generation)) {
      old.close(replaced);
    }
    if (sessions.size() < options.connections()) {
      connector.connect(now, taker);
    }
  }

  private void dropOld() {
    long generation = connector.generation();
    sessions.takeOld(generation, old -> old.close(replaced()));
    dedicated.dropOld(generation);
  }

  /** Why a connection goes that leads to an older Sōzu. */
  static Unreachable replaced() {
    return new Unreachable("this connection leads to a Sōzu that was replaced");
  }

  private void grow(long now) {
    while (wanted() > sessions.size() && connector.mayTry(now)) {
      connector.connect(now, taker);
    }
  }

  private int wanted() {
    return waiters.isEmpty() || connector.dropping()
        ? 1
        : Math.min(options.connections(), sessions.leased() + waiters.size());
  }

  /** When to try to connect again; {@link Long#MAX_VALUE} while there is no need. */
  long nextDue() {
    return wanted() > sessions.size() ? connector.nextTry() : Long.MAX_VALUE;
  }
}
