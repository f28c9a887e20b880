package io.sozu.itests.benchmarks;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** From a broker to Sōzu: how fast what waits is caught up, and how long one message takes. */
final class Brokers {
  /** As fast as the broker takes it. */
  static final Broker.Plan AT_ONCE = number -> {};

  private static final int MAX_FRAME = 2_000_000;
  private static final String PREFIX = "m";
  private static final int WAITING = 200_000;
  private static final int SINGLE = 10_000;
  private static final double TIMES_SINGLE_WANTED = 2.0;
  private static final double PER_SECOND_WANTED = 20_000;
  private static final int RATE = 1_000;
  private static final int WARM_UP = 10 * RATE;
  private static final int MESSAGES = WARM_UP + 60 * RATE;
  private static final int CERTIFICATES = 10_000;
  private static final double P99_WANTED_MS = 50.0;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Table table;
  private final int rounds;

  Brokers(Table table, int rounds) {
    this.table = table;
    this.rounds = rounds;
  }

  void run(Broker broker) throws Exception {
    List<Double> ours = new ArrayList<>();
    List<Double> singles = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      singles.add(single());
      ours.add(catchingUp(broker, "waiting-" + i));
      ratios.add(ours.get(i) / singles.get(i));
    }
    String what = broker.name() + ": " + WAITING + " AddCluster waiting";
    double median = Run.median(ours);
    table.atLeast(
        what,
        median,
        Run.median(singles),
        "/s",
        "one request at a time",
        Run.median(ratios),
        TIMES_SINGLE_WANTED);
    table.floor(what, median, Run.median(singles), "/s", "the same", PER_SECOND_WANTED);
    latency(broker);
  }

  /** Requests a second that a bare socket gets through, one after the other. */
  private static double single() throws IOException {
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        Bare connection = new Bare(sozu.socket(), MAX_FRAME)) {
      long begin = System.nanoTime();
      for (int i = 0; i < SINGLE; i++) {
        BareSubject.check(connection.ask(Requests.cluster(PREFIX + i)));
      }
      return SINGLE * 1e9 / (System.nanoTime() - begin);
    }
  }

  /** Messages a second from the start of a connector until Sōzu has all that waited. */
  private static double catchingUp(Broker broker, String name) throws Exception {
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        OwnedSozuClient client = client(sozu)) {
      // From now on the broker keeps what is published for it.
      try (Broker.Connector first = broker.open(client, name)) {
        ready(first);
      }
      broker.publish(name, WAITING, i -> Requests.cluster(PREFIX + i), AT_ONCE);
      CountDownLatch left = new CountDownLatch(WAITING);
      Heap heap = Heap.watch();
      long begin = System.nanoTime();
      try (Broker.Connector connector =
          broker.open(Watched.of(client, applied -> left.countDown()), name)) {
        await(left, connector);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
            "    %s: %.2f s, peak heap %d MB, %s%n",
            broker.name(), seconds, heap.peakBytes() >> 20, connector.status().figures());
        return WAITING / seconds;
      }
    }
  }

  /** What a message takes at a steady rate, and while the same client loads certificates. */
  private void latency(Broker broker) throws Exception {
    long[] published = new long[MESSAGES];
    long[] applied = new long[MESSAGES];
    CountDownLatch left = new CountDownLatch(MESSAGES);
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        OwnedSozuClient client = client(sozu);
        Broker.Connector connector =
            broker.open(
                Watched.of(
                    client,
                    request -> {
                      String id = request.getAddCluster().getClusterId();
                      applied[Integer.parseInt(id.substring(PREFIX.length()))] = System.nanoTime();
                      left.countDown();
                    }),
                "steady")) {
      ready(connector);
      Loading loading = new Loading(client, sozu);
      long begin = System.nanoTime();
      Broker.Plan steady =
          number -> {
            long due = begin + number * (TimeUnit.SECONDS.toNanos(1) / RATE);
            while (System.nanoTime() < due) {
              LockSupport.parkNanos(due - System.nanoTime());
            }
            published[number] = System.nanoTime();
          };
      Thread certificates = new Thread(loading, "certificates");
      certificates.start();
      broker.publish("steady", MESSAGES, i -> Requests.cluster(PREFIX + i), steady);
      certificates.join();
      await(left, connector);
      IntPredicate beside = i -> loading.isDuring(published[i]);
      String what = broker.name() + ", " + RATE + "/s: p99 until applied";
      double alone = tell(what, published, applied, beside.negate());
      double loaded = tell(what + ", certificates", published, applied, beside);
      table.limit(what, alone, loaded, "ms", "beside certificates", P99_WANTED_MS);
      table.limit(what + " beside them", loaded, alone, "ms", "alone", P99_WANTED_MS);
    }
  }

  /** Loads certificates in the middle of a run, and removes them, again and again. */
  private static final class Loading implements Runnable {
    private static final int TIMES = 5;
    private static final long REST = TimeUnit.SECONDS.toNanos(1);

    /** When certificates came and went. */
    private record Span(long begin, long end) {}

    private final OwnedSozuClient client;
    private final List<Request> certificates;
    private final List<Request> removals;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    Loading(OwnedSozuClient client, BenchSozu sozu) {
      this.client = client;
      List<TestCertificate> made = Bulk.certificates(CERTIFICATES);
      this.certificates = Bulk.additions(made, sozu);
      this.removals = Bulk.removals(made, sozu);
    }

    @Override
    public void run() {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2L * WARM_UP / RATE));
      for (int i = 0; i < TIMES; i++) {
        long begin = System.nanoTime();
        apply(certificates);
        apply(removals);
        spans.add(new Span(begin, System.nanoTime()));
        LockSupport.parkNanos(REST);
      }
    }

    private void apply(List<Request> requests) {
      if (!client.apply(requests).toCompletableFuture().join().stream()
          .allMatch(outcome -> outcome.inForce())) {
        throw new IllegalStateException("not every certificate was loaded, or removed");
      }
    }

    boolean isDuring(long time) {
      return spans.stream().anyMatch(span -> time >= span.begin() && time < span.end());
    }
  }

  /** Prints what the chosen messages took, without those of the warm-up; the p99 in ms. */
  private static double tell(String what, long[] published, long[] applied, IntPredicate which) {
    long[] sorted =
        IntStream.range(WARM_UP, MESSAGES)
            .filter(which)
            .mapToLong(i -> applied[i] - published[i])
            .sorted()
            .toArray();
    System.out.printf(
        "    %s: %d messages, p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f ms%n",
        what,
        sorted.length,
        Run.quantile(sorted, 0.5) / 1e6,
        Run.quantile(sorted, 0.99) / 1e6,
        Run.quantile(sorted, 0.999) / 1e6,
        Arrays.stream(sorted).max().orElse(0) / 1e6);
    return Run.quantile(sorted, 0.99) / 1e6;
  }

  private static OwnedSozuClient client(BenchSozu sozu) {
    return SozuClients.connect(ClientOptions.socket(sozu.socket()).build());
  }

  private static void ready(Broker.Connector connector) {
    Eventually.until(
        "the connector to be ready", PATIENCE, () -> connector.status().health() == Health.READY);
  }

  private static void await(CountDownLatch left, Broker.Connector connector)
      throws InterruptedException {
    if (!left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          left.getCount() + " messages are not applied: " + connector.status().summary());
    }
  }
}
