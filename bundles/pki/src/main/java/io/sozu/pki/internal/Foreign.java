package io.sozu.pki.internal;

import io.sozu.client.Outcome;
import io.sozu.client.SozuClient;
import io.sozu.pki.internal.plan.Observed;
import io.sozu.pki.internal.sozu.Sozu;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Tells whether somebody else changed certificates: Sōzu counts the requests it took, and we know
 * ours. Asking about everything after each change of our own would cost Sōzu more than the change.
 */
final class Foreign {
  private static final List<String> CHANGES =
      List.of("AddCertificate", "RemoveCertificate", "ReplaceCertificate");

  private final SozuClient client;
  private long known = -1;
  private long ours;

  Foreign(SozuClient client) {
    this.client = client;
  }

  /** A Sōzu to which what is sent is known to be ours. */
  Sozu counting(Sozu sozu) {
    return new Sozu() {
      @Override
      public Map<String, SocketAddress> listeners() {
        return sozu.listeners();
      }

      @Override
      public Observed served(Collection<String> names, Collection<String> listeners) {
        return sozu.served(names, listeners);
      }

      @Override
      public List<Outcome> apply(List<Request> requests) {
        ours += requests.size();
        return sozu.apply(requests);
      }
    };
  }

  /** Whether Sōzu took others than ours since the last time; also when nobody can tell. */
  boolean changed() {
    Map<String, Integer> counts = client.state().requestCounts().toCompletableFuture().join();
    long now = CHANGES.stream().mapToLong(kind -> counts.getOrDefault(kind, 0)).sum();
    boolean others = known < 0 || now != known + ours;
    known = now;
    ours = 0;
    return others;
  }
}
