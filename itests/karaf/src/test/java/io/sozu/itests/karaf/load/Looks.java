package io.sozu.itests.karaf.load;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Looks at Sōzu again and again, with a client and a thread of its own. */
final class Looks implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final OwnedSozuClient client;
  private final Thread thread = new Thread(this::run, "looks");

  /** Guarded by this, as all that follows. */
  private final List<Look> all = new ArrayList<>();

  private RuntimeException failure;
  private boolean closed;

  Looks(SozuPeer sozu) {
    client = SozuClients.connect(sozu.client().build());
    thread.setDaemon(true);
    thread.start();
  }

  /** All so far. */
  synchronized List<Look> all() {
    if (failure != null) {
      throw new IllegalStateException("Sōzu could not be asked", failure);
    }
    return List.copyOf(all);
  }

  /** One that begins now. */
  Look now() {
    Instant began = Instant.now();
    Map<String, Long> clusters = new TreeMap<>();
    client
        .state()
        .read(
            record -> {
              if (record.hasAddCluster()) {
                clusters.put(
                    record.getAddCluster().getClusterId(), Numbers.of(record.getAddCluster()));
              }
            })
        .toCompletableFuture()
        .join();
    return new Look(began, clusters);
  }

  private void run() {
    while (!isClosed()) {
      try {
        add(now());
      } catch (RuntimeException e) {
        fail(e);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void add(Look look) {
    all.add(look);
  }

  private synchronized void fail(RuntimeException why) {
    if (!closed) {
      failure = why;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    client.close();
  }
}
