package io.sozu.itests.benchmarks;

import io.sozu.client.ClientOptions;
import io.sozu.client.Outcome;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.StateFileWriter;
import io.sozu.testkit.MixedBatch;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Many requests at once, each time into a Sōzu that has none, and what goes on beside them. */
final class Bulk {
  private static final int MAX_FRAME = 2_000_000;
  private static final int COUNT = 50_000;
  private static final String PREFIX = "bulk-";
  private static final double WANTED = 0.9;

  /** Before that the JVM compiles, on a processor that Sōzu needs too. */
  private static final int WARM_UPS = 8;

  private static final int CLUSTERS = 1_000;
  private static final int BAD = 100;
  private static final int SECONDS = 10;
  private static final double P99_WANTED_MS = 10.0;
  private static final int CERTIFICATES = 10_000;
  private static final int SMALL = 200;
  private static final Duration SMALL_EVERY = Duration.ofMillis(5);
  private static final double BESIDE_WANTED_MS = 50.0;

  private final Table table;
  private final int rounds;
  private final List<Request> requests = Requests.clusters(PREFIX, COUNT);

  Bulk(Table table, int rounds) {
    this.table = table;
    this.rounds = rounds;
  }

  void run() throws IOException {
    double first = COUNT / ours();
    for (int i = 1; i < WARM_UPS; i++) {
      ours();
    }
    List<Double> ours = new ArrayList<>();
    List<Double> rust = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    List<Double> toRust = new ArrayList<>();
    List<Double> toBare = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      bare.add(COUNT / bare());
      ours.add(COUNT / ours());
      rust.add(COUNT / rust());
      toBare.add(ours.get(i) / bare.get(i));
      toRust.add(ours.get(i) / rust.get(i));
    }
    String what = COUNT + " AddCluster, verified";
    double median = Run.median(ours);
    double load = Run.median(bare);
    table.atLeast(what, median, load, "/s", "bare LoadState", Run.median(toBare), WANTED);
    table.beside(what, median, Run.median(rust), "/s", "Rust send_all", Run.median(toRust));
    table.beside(what + ", JVM's first", first, load, "/s", "bare LoadState", first / load);
  }

  private double ours() throws IOException {
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        OwnedSozuClient client = SozuClients.connect(ClientOptions.socket(sozu.socket()).build())) {
      client.send(Requests.of("Status", 0)).toCompletableFuture().join();
      long begin = System.nanoTime();
      apply(client, requests);
      return seconds(begin);
    }
  }

  /** One small batch every few milliseconds, alone and while the same client loads certificates. */
  void beside() throws IOException {
    List<TestCertificate> certificates = certificates(CERTIFICATES);
    List<Double> alone = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
          OwnedSozuClient client =
              SozuClients.connect(ClientOptions.socket(sozu.socket()).build())) {
        apply(client, Requests.clusters("c", Requests.BACKENDS));
        alone.add(small(client, () -> false));
        CompletableFuture<List<Outcome>> loading =
            client.apply(additions(certificates, sozu)).toCompletableFuture();
        beside.add(small(client, loading::isDone));
        check(loading.join(), CERTIFICATES);
      }
    }
    table.limit(
        "apply p99 beside " + CERTIFICATES + " certificates",
        Run.median(beside),
        Run.median(alone),
        "ms",
        "alone",
        BESIDE_WANTED_MS);
  }

  /** So many; ten thousand take some seconds to make. */
  static List<TestCertificate> certificates(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> TestCertificate.of("n" + i + ".example"))
        .toList();
  }

  /** What adds them to the HTTPS listener of a Sōzu. */
  static List<Request> additions(List<TestCertificate> certificates, BenchSozu sozu) {
    return certificates.stream()
        .map(one -> io.sozu.testkit.Requests.addCertificate(https(sozu), one))
        .toList();
  }

  /** What removes them there. */
  static List<Request> removals(List<TestCertificate> certificates, BenchSozu sozu) {
    return certificates.stream()
        .map(one -> io.sozu.testkit.Requests.removeCertificate(https(sozu), one.fingerprint()))
        .toList();
  }

  /** Its HTTPS listener. */
  static InetSocketAddress https(BenchSozu sozu) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), sozu.httpsPort());
  }

  /** The p99 in milliseconds of small batches that are applied until enough of them were. */
  private static double small(OwnedSozuClient client, BooleanSupplier enough) throws IOException {
    List<CompletableFuture<Long>> times = new ArrayList<>();
    long next = System.nanoTime();
    for (int i = 0; i < SMALL && !enough.getAsBoolean(); i++) {
      while (System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      next += SMALL_EVERY.toNanos();
      long begin = System.nanoTime();
      times.add(
          client
              .apply(List.of(Requests.of("AddBackend", i)))
              .thenApply(outcomes -> outcomes.get(0).inForce() ? System.nanoTime() - begin : -1)
              .toCompletableFuture());
    }
    long[] sorted = times.stream().mapToLong(CompletableFuture::join).sorted().toArray();
    if (sorted[0] < 0) {
      throw new IOException("not everything was applied");
    }
    return Run.quantile(sorted, 0.99) / 1e6;
  }

  /** Traffic through a Sōzu that is given a batch with bad requests in it. */
  void traffic() throws IOException {
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        Traffic through = new Traffic(table, rounds, CLUSTERS, SECONDS);
        OwnedSozuClient client = SozuClients.connect(ClientOptions.socket(sozu.socket()).build())) {
      InetSocketAddress http = new InetSocketAddress(InetAddress.getLoopbackAddress(), sozu.port());
      MixedBatch batch = MixedBatch.of(PREFIX, http, COUNT, BAD);
      through.fill(sozu);
      through.compare(
          sozu,
          CLUSTERS + " clusters, traffic p99 during bulk",
          "without bulk",
          P99_WANTED_MS,
          adding(client, batch));
    }
  }

  private static Traffic.Work adding(OwnedSozuClient client, MixedBatch batch) {
    List<Request> removals = Requests.removals(PREFIX, batch.clusters());
    return new Traffic.Work() {
      @Override
      public void once() throws IOException {
        apply(client, batch);
      }

      @Override
      public void undo() throws IOException {
        apply(client, removals);
      }
    };
  }

  private static void apply(OwnedSozuClient client, MixedBatch batch) throws IOException {
    List<Outcome> outcomes = client.apply(batch.requests()).toCompletableFuture().join();
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i).inForce() == batch.bad().containsKey(i)) {
        throw new IOException("request " + i + " of the batch: " + outcomes.get(i));
      }
    }
  }

  private static void apply(OwnedSozuClient client, List<Request> requests) throws IOException {
    check(client.apply(requests).toCompletableFuture().join(), requests.size());
  }

  private static void check(List<Outcome> outcomes, int count) throws IOException {
    if (outcomes.size() != count || !outcomes.stream().allMatch(Outcome::inForce)) {
      throw new IOException("not everything was applied");
    }
  }

  private double rust() throws IOException {
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        RustSubject client = new RustSubject(sozu.socket())) {
      return client.bulk(PREFIX, COUNT) / 1e9;
    }
  }

  private double bare() throws IOException {
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        Bare connection = new Bare(sozu.socket(), MAX_FRAME)) {
      Path file = sozu.folder().resolve("ready.json");
      write(requests, file);
      long begin = System.nanoTime();
      BareSubject.check(connection.ask(load(file)));
      return seconds(begin);
    }
  }

  static void write(List<Request> requests, Path file) throws IOException {
    try (StateFileWriter writer = new StateFileWriter(Files.newOutputStream(file))) {
      for (Request request : requests) {
        writer.write(request);
      }
    }
  }

  static Request load(Path file) {
    return Request.newBuilder().setLoadState(file.toString()).build();
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
