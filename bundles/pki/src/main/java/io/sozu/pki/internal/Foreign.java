package io.sozu.pki.internal;

import io.sozu.client.Outcome;
import io.sozu.client.SozuClient;
import io.sozu.pki.internal.plan.Observed;
import io.sozu.pki.internal.sozu.Answers;
import io.sozu.pki.internal.sozu.Sozu;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

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

  /** Whether nobody ever gave Sōzu a certificate, as it has just said. */
  private boolean empty;

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
        if (empty) {
          empty = false;
          return Observed.nothing(names, listeners);
        }
        return sozu.served(names, listeners);
      }

      @Override
      public CompletionStage<List<Outcome>> begin(List<Request> requests) {
        empty = false;
        ours += requests.size();
        return sozu.begin(requests);
      }
    };
  }

  /** How many there were; Sōzu 2.3.3 begins to count at two. */
  private static long count(Map<String, Integer> counts, String kind) {
    return Math.max(0, counts.getOrDefault(kind, 0) - 1);
  }

  /** Whether nobody ever gave Sōzu a certificate. */
  boolean isNone() {
    return asked() == 0;
  }

  private long asked() {
    Map<String, Integer> counts = Answers.of(client.state().requestCounts());
    return CHANGES.stream().mapToLong(kind -> count(counts, kind)).sum();
  }

  /** What Sōzu has just said is not so for long. */
  void forget() {
    empty = false;
  }

  /** Whether Sōzu took others than ours since the last time; also when nobody can tell. */
  boolean changed() {
    long now = asked();
    empty = now == 0;
    boolean others = known < 0 || now != known + ours;
    known = now;
    ours = 0;
    return others;
  }
}
