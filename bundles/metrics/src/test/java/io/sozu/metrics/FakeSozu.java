package io.sozu.metrics;

import io.sozu.client.Certificates;
import io.sozu.client.Certificates.CertificateEntry;
import io.sozu.client.Metrics;
import io.sozu.client.SozuClient;
import io.sozu.client.State;
import io.sozu.client.Workers;
import io.sozu.client.event.SozuEvent;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.WorkerInfo;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A client of no Sōzu at all: it answers what the test says, at once or when the test says. */
@SuppressWarnings("FutureReturnValueIgnored") // answers leave through proxies, as Object
public final class FakeSozu {
  private final String instance;
  public final AtomicInteger collections = new AtomicInteger();
  public final AtomicInteger certificateReadings = new AtomicInteger();
  public final AtomicInteger renewals = new AtomicInteger();
  public final AtomicInteger leases = new AtomicInteger();
  public final AtomicInteger givenBack = new AtomicInteger();
  public volatile ConnectorStatus.Health health = ConnectorStatus.Health.READY;
  public volatile Instant since = Instant.EPOCH;
  public volatile List<AggregatedMetrics> pieces = List.of(Recorded.answer());
  public volatile List<WorkerInfo> workers = List.of();
  public volatile Map<String, Integer> counts = Map.of();
  public volatile List<CertificateEntry> certificates = List.of();
  public volatile CompletableFuture<Void> answers = CompletableFuture.completedFuture(null);

  /** What collections wait for besides. */
  public volatile CompletableFuture<Void> collected = CompletableFuture.completedFuture(null);

  /** The collection that began last. */
  public volatile CompletableFuture<?> collecting = CompletableFuture.completedFuture(null);

  public final List<Flow.Subscriber<? super SozuEvent>> subscribers = new CopyOnWriteArrayList<>();

  public FakeSozu(String instance) {
    this.instance = instance;
  }

  /** The client. */
  public SozuClient client() {
    Metrics metrics = metrics();
    Workers answering =
        fake(
            Workers.class,
            Map.of("list", () -> whenAnswering(workers), "status", () -> whenAnswering(workers)));
    State state = fake(State.class, Map.of("requestCounts", () -> whenAnswering(counts)));
    Certificates stored =
        fake(
            Certificates.class,
            Map.of(
                "all",
                () -> {
                  certificateReadings.incrementAndGet();
                  return whenAnswering(certificates);
                }));
    ConnectorStatus status =
        fake(
            ConnectorStatus.class,
            Map.of(
                "health", () -> health,
                "since", () -> since,
                "summary", () -> "no connection to Sōzu: as the test says",
                "figures", () -> Map.of("pool.leased", 1, "requests.ok", 2L),
                "gauges", () -> Set.of("pool.leased"),
                "distributions", Map::of));
    Flow.Publisher<SozuEvent> events = subscribers::add;
    Response ok = Response.newBuilder().setStatus(ResponseStatus.OK).setMessage("").build();
    return fake(
        SozuClient.class,
        Map.of(
            "instance", () -> instance,
            "metrics", () -> metrics,
            "workers", () -> answering,
            "state", () -> state,
            "certificates", () -> stored,
            "status", () -> status,
            "events", () -> events,
            "send", () -> whenAnswering(ok)));
  }

  private <T> CompletableFuture<T> whenAnswering(T value) {
    return answers.thenApply(any -> value);
  }

  private Metrics metrics() {
    return (Metrics)
        Proxy.newProxyInstance(
            FakeSozu.class.getClassLoader(),
            new Class<?>[] {Metrics.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "collect" -> {
                    collections.incrementAndGet();
                    Metrics.MetricsSink sink = (Metrics.MetricsSink) args[1];
                    collecting =
                        CompletableFuture.allOf(answers, collected)
                            .thenApply(
                                any -> {
                                  List<AggregatedMetrics> told = new ArrayList<>(pieces);
                                  told.forEach(sink::piece);
                                  return new Metrics.Collected(told.size(), 1000, 3, List.of());
                                });
                    yield collecting;
                  }
                  case "leaseDetail" -> {
                    leases.incrementAndGet();
                    yield whenAnswering(lease((Duration) args[1]));
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private Metrics.DetailLease lease(Duration ttl) {
    return new Metrics.DetailLease() {
      @Override
      public CompletableFuture<Void> renew() {
        renewals.incrementAndGet();
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void close() {
        givenBack.incrementAndGet();
      }

      @Override
      public String toString() {
        return "lease for " + ttl;
      }
    };
  }

  private static <T> T fake(Class<T> type, Map<String, Supplier<?>> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            FakeSozu.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              return switch (method.getName()) {
                case "equals" -> proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "toString" -> "fake " + type.getSimpleName();
                default -> {
                  Supplier<?> answer = answers.get(method.getName());
                  if (answer == null) {
                    throw new UnsupportedOperationException(method.toString());
                  }
                  yield answer.get();
                }
              };
            }));
  }
}
