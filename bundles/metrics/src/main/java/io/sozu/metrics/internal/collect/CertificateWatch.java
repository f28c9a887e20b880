package io.sozu.metrics.internal.collect;

import io.sozu.client.Certificates.CertificateEntry;
import io.sozu.client.SozuClient;
import io.sozu.metrics.MetricsOptions;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * When the certificates of Sōzu's state expire. Reading them all costs Sōzu's main process some
 * time, so that happens only after its counts of requests have changed, and not too often; what is
 * kept is fingerprints, names, addresses and times, no key and no certificate. Thread-safe.
 */
final class CertificateWatch {
  /** Kinds, as Sōzu counts them, after which certificates may be others. */
  private static final List<String> CHANGING =
      List.of(
          "AddCertificate",
          "RemoveCertificate",
          "ReplaceCertificate",
          "AddHttpsListener",
          "RemoveListener",
          "RemoveHttpsListener");

  /** A new main process counts anew; the gap in the events tells of it, this is for the rest. */
  private static final Duration BELIEVED = Duration.ofHours(1);

  private record Known(Expiries expiries, Map<String, Integer> counts, long at) {}

  private final SozuClient client;
  private final Duration interval;
  private final int mostNames;
  private final Executor reader;
  private volatile @Nullable Known known;
  private volatile long believedAt;
  private volatile boolean tried;
  private volatile long triedAt;
  private final SharedQuestion question = new SharedQuestion();

  /**
   * A watch.
   *
   * @param reader where certificates are parsed: ten thousand take a second, for which the client's
   *     callbacks should not wait
   */
  CertificateWatch(SozuClient client, MetricsOptions options, Executor reader) {
    this.client = client;
    this.interval = options.certificatesInterval();
    this.mostNames = options.certificatesNames();
    this.reader = reader;
  }

  /** Looks whether anything changed, unless that is under way already. Never fails. */
  CompletableFuture<Boolean> refresh() {
    return question.ask(() -> client.state().requestCounts().thenCompose(this::readIfChanged));
  }

  /** What is known may be wrong: the next look reads. */
  void doubt() {
    Known now = known;
    if (now != null) {
      known = new Known(now.expiries(), Map.of("doubt", 1), now.at());
    }
  }

  private CompletableFuture<Void> readIfChanged(Map<String, Integer> all) {
    Map<String, Integer> counts = new TreeMap<>(all);
    counts.keySet().retainAll(CHANGING);
    Known before = known;
    long now = System.nanoTime();
    if (before != null
        && before.counts().equals(counts)
        && now - before.at() < BELIEVED.toNanos()) {
      believedAt = now;
      return CompletableFuture.completedFuture(null);
    }
    if (tried && now - triedAt < interval.toNanos()) {
      return CompletableFuture.completedFuture(null);
    }
    tried = true;
    triedAt = now;
    return client
        .certificates()
        .all()
        .<Void>thenApplyAsync(
            entries -> {
              keep(entries, counts);
              return null;
            },
            reader)
        .toCompletableFuture();
  }

  private void keep(List<CertificateEntry> entries, Map<String, Integer> counts) {
    Known before = known;
    Expiries expiries = before == null ? Expiries.NONE : before.expiries();
    long now = System.nanoTime();
    known = new Known(expiries.next(entries, mostNames), counts, now);
    believedAt = now;
  }

  void tell(Labels labels, FamilySink sink) {
    Known now = known;
    if (now == null) {
      return;
    }
    now.expiries().tell(labels, sink);
    sink.value(OwnFamilies.CERTIFICATES_AGE, labels, (System.nanoTime() - believedAt) / 1_000_000);
  }
}
