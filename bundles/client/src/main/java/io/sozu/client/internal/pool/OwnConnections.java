package io.sozu.client.internal.pool;

import io.sozu.client.Unreachable;
import io.sozu.client.internal.loop.Loop;
import io.sozu.client.internal.wire.Wire;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The connections outside the pool: few, one for events and one a lease. On the loop thread. */
final class OwnConnections {
  private final Loop loop;
  private final Figures figures;
  private final Endings endings;
  private final List<OwnConnection> all = new CopyOnWriteArrayList<>();

  OwnConnections(Loop loop, Figures figures, Endings endings) {
    this.loop = loop;
    this.figures = figures;
    this.endings = endings;
  }

  /** Opens one and completes {@code result} with it or with why not. */
  void open(Connector connector, CompletableFuture<Wire.Dedicated> result) {
    boolean opened =
        connector.connect(
            Loop.now(),
            (channel, generation, maxFrame) -> {
              OwnConnection own =
                  new OwnConnection(this, loop, figures, endings, channel, maxFrame, generation);
              all.add(own);
              loop.execute(() -> result.complete(own));
            });
    if (!opened) {
      Unreachable failure = new Unreachable(connector.lastFailure());
      loop.execute(() -> result.completeExceptionally(failure));
    }
  }

  void forget(OwnConnection own) {
    all.remove(own);
  }

  /** Ends those that lead to a Sōzu that was replaced; the old one may live on, unheard. */
  void dropOld(long generation) {
    all.forEach(own -> own.dropUnless(generation));
  }

  void expire(long now) {
    all.forEach(own -> own.expire(now));
  }

  long nextDue() {
    long next = Long.MAX_VALUE;
    for (OwnConnection own : all) {
      next = Math.min(next, own.nextDue());
    }
    return next;
  }

  void close() {
    all.forEach(OwnConnection::close);
  }
}
