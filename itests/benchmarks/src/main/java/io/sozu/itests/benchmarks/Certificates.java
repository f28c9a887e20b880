package io.sozu.itests.benchmarks;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.pki.CertificateInfo;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.pki.PkiConnector;
import io.sozu.pki.PkiOptions;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of certificates: how soon one is served, how long all of many take, and whom it hurts.
 */
final class Certificates {
  private static final int MANY = 10_000;
  private static final int RENEWALS = 1_000;
  private static final int WARM_UP = 100;
  private static final double P99_WANTED_MS = 100.0;
  private static final double TIMES_BARE_WANTED = 3.0;
  private static final double TIMES_LOAD_WANTED = 2.5;
  private static final double AGAIN_WANTED_MS = 5_000;
  private static final int MAX_FRAME = 2_000_000;
  private static final int RATE = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Table table;
  private final int rounds;

  Certificates(Table table, int rounds) {
    this.table = table;
    this.rounds = rounds;
  }

  void run() throws Exception {
    one();
    List<TestCertificate> all = Bulk.certificates(MANY);
    many(all);
    renewed(all);
  }

  /** One after the other is written, and a handshake must show it; beside it a bare replacement. */
  private void one() throws Exception {
    long[] ours = new long[RENEWALS];
    long[] bare = new long[RENEWALS];
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        BenchSozu other = BenchSozu.start(MAX_FRAME);
        Folder folder = new Folder();
        OwnedSozuClient client = client(sozu);
        PkiConnector connector = open(client, folder);
        Bare connection = new Bare(other.socket(), MAX_FRAME)) {
      TestCertificate before = TestCertificate.of("one.example");
      BareSubject.check(connection.ask(Requests.addCertificate(Bulk.https(other), before)));
      for (int i = -WARM_UP; i < RENEWALS; i++) {
        TestCertificate fresh = TestCertificate.of("one.example");
        folder.writeKey(fresh);
        long begin = System.nanoTime();
        folder.writeCertificate(fresh);
        long written = until(Bulk.https(sozu), fresh) - begin;
        begin = System.nanoTime();
        BareSubject.check(
            connection.ask(
                Requests.replaceCertificate(Bulk.https(other), before.fingerprint(), fresh)));
        long replaced = until(Bulk.https(other), fresh) - begin;
        before = fresh;
        if (i >= 0) {
          ours[i] = written;
          bare[i] = replaced;
        }
      }
      System.out.println("    " + connector.status().summary());
    }
    Arrays.sort(ours);
    Arrays.sort(bare);
    double p50 = Run.quantile(ours, 0.5) / 1e6;
    double p99 = Run.quantile(ours, 0.99) / 1e6;
    double bare50 = Run.quantile(bare, 0.5) / 1e6;
    double bare99 = Run.quantile(bare, 0.99) / 1e6;
    String what = "certificate written until served, ";
    String peer = "replaced by a bare socket";
    table.atMost(what + "p50", p50, bare50, "ms", peer, p50 / bare50, TIMES_BARE_WANTED);
    table.atMost(what + "p99", p99, bare99, "ms", peer, p99 / bare99, TIMES_BARE_WANTED);
    table.limit(what + "p99", p99, bare99, "ms", "the same", P99_WANTED_MS);
  }

  private static long until(InetSocketAddress listener, TestCertificate certificate) {
    while (!Handshakes.shows(listener, certificate)) {
      LockSupport.parkNanos(500_000);
    }
    return System.nanoTime();
  }

  /** From the start of a connector until every worker serves all, and a single load of the same. */
  private void many(List<TestCertificate> all) throws Exception {
    List<Double> ours = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Double> again = new ArrayList<>();
    double megabytes = 0;
    try (Folder folder = new Folder()) {
      for (TestCertificate one : all) {
        folder.write(one);
      }
      for (int i = 0; i < rounds; i++) {
        bare.add(load(all));
        try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
            OwnedSozuClient client = client(sozu)) {
          client.listeners().list().toCompletableFuture().join();
          Heap heap = Heap.watch();
          long begin = System.nanoTime();
          try (PkiConnector connector = open(client, folder)) {
            served(connector, all.size());
            ours.add((System.nanoTime() - begin) / 1e6);
            again.add(killed(sozu, connector, all));
          }
          megabytes = heap.peakBytes() / 1e6;
        }
        ratios.add(ours.get(i) / bare.get(i));
      }
    }
    table.atMost(
        MANY + " certificates, from the start until all are served",
        Run.median(ours),
        Run.median(bare),
        "ms",
        "bare LoadState",
        Run.median(ratios),
        TIMES_LOAD_WANTED);
    table.limit(
        MANY + " certificates, from the start of a Sōzu that was killed until all are served again",
        Run.median(again),
        Run.median(bare),
        "ms",
        "bare LoadState",
        AGAIN_WANTED_MS);
    System.out.printf(
        "    peak heap %.0f MB, the certificates of the bare load included%n", megabytes);
  }

  /** Nobody touches anything but Sōzu. */
  private static double killed(BenchSozu sozu, PkiConnector connector, List<TestCertificate> all)
      throws IOException {
    sozu.killAndStart();
    long begin = System.nanoTime();
    Eventually.until(
        "all to be sent and served again",
        PATIENCE,
        () -> {
          Map<String, Number> figures = connector.status().figures();
          return Long.valueOf(2L * MANY).equals(figures.get("added"))
              && Long.valueOf(MANY).equals(figures.get("served"));
        });
    double took = (System.nanoTime() - begin) / 1e6;
    for (int i = 0; i < MANY; i += MANY / 20) {
      if (!Handshakes.shows(Bulk.https(sozu), all.get(i))) {
        throw new IOException("not served: " + all.get(i));
      }
    }
    return took;
  }

  private static double load(List<TestCertificate> all) throws IOException {
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        Bare connection = new Bare(sozu.socket(), MAX_FRAME)) {
      List<Request> requests = Bulk.additions(all, sozu);
      Path file = sozu.folder().resolve("ready.json");
      Bulk.write(requests, file);
      long begin = System.nanoTime();
      BareSubject.check(connection.ask(Bulk.load(file)));
      return (System.nanoTime() - begin) / 1e6;
    }
  }

  /** Many are renewed at once while handshakes go on, for names that are and that are not. */
  private void renewed(List<TestCertificate> all) throws Exception {
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        Folder folder = new Folder();
        OwnedSozuClient client = client(sozu)) {
      for (TestCertificate one : all) {
        folder.write(one);
      }
      List<TestCertificate> fresh = Bulk.certificates(RENEWALS);
      try (PkiConnector connector = open(client, folder)) {
        served(connector, all.size());
        Shaken shaken = new Shaken(Bulk.https(sozu), all, fresh);
        Thread thread = new Thread(shaken, "handshakes");
        thread.start();
        LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
        long begin = System.nanoTime();
        for (TestCertificate one : fresh) {
          folder.write(one);
        }
        double wrote = (System.nanoTime() - begin) / 1e6;
        List<String> wanted = fresh.stream().map(TestCertificate::fingerprint).toList();
        Eventually.until(
            "all renewals to be served", PATIENCE, () -> served(connector).containsAll(wanted));
        double took = (System.nanoTime() - begin) / 1e6;
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        shaken.ended = true;
        thread.join();
        System.out.printf(
            "    %d of %d renewed at once: written in %.0f ms, served after %.0f ms; %d handshakes"
                + " at %d a second: %d failed or wrong %s%n",
            RENEWALS,
            MANY,
            wrote,
            took,
            shaken.count.get(),
            RATE,
            shaken.wrong.size(),
            shaken.some());
      }
    }
  }

  private static Set<String> served(PkiConnector connector) {
    return connector.inventory().certificates().stream()
        .filter(one -> one.state() == State.SERVED)
        .map(CertificateInfo::fingerprint)
        .collect(Collectors.toSet());
  }

  /** Handshakes at a steady rate. */
  private static final class Shaken implements Runnable {
    private final InetSocketAddress listener;
    private final List<TestCertificate> all;
    private final List<TestCertificate> fresh;
    private final AtomicInteger count = new AtomicInteger();
    private final List<String> wrong = new ArrayList<>();
    private volatile boolean ended;

    Shaken(InetSocketAddress listener, List<TestCertificate> all, List<TestCertificate> fresh) {
      this.listener = listener;
      this.all = all;
      this.fresh = fresh;
    }

    @Override
    public void run() {
      long next = System.nanoTime();
      for (int i = 0; !ended; i++) {
        while (System.nanoTime() < next) {
          LockSupport.parkNanos(next - System.nanoTime());
        }
        next += Duration.ofSeconds(1).toNanos() / RATE;
        // One that is renewed, and one that is not.
        int number = i % 2 == 0 ? (i / 2) % fresh.size() : fresh.size() + i % 1_000;
        Set<String> right =
            number < fresh.size()
                ? Set.of(all.get(number).fingerprint(), fresh.get(number).fingerprint())
                : Set.of(all.get(number).fingerprint());
        String shown = Handshakes.fingerprint(listener, all.get(number).names().get(0));
        count.incrementAndGet();
        if (!right.contains(shown)) {
          wrong.add(all.get(number).names().get(0) + ": " + shown);
        }
      }
    }

    List<String> some() {
      return wrong.subList(0, Math.min(5, wrong.size()));
    }
  }

  private static void served(PkiConnector connector, long count) {
    Eventually.until(
        "all to be served",
        PATIENCE,
        () -> Long.valueOf(count).equals(connector.status().figures().get("served")));
  }

  private static PkiConnector open(OwnedSozuClient client, Folder folder) {
    return PkiConnector.open(client, PkiOptions.builder(folder.path).build());
  }

  private static OwnedSozuClient client(BenchSozu sozu) {
    return SozuClients.connect(ClientOptions.socket(sozu.socket()).build());
  }

  /** A folder with a folder for each name, as the Rust connector has it. */
  private static final class Folder implements AutoCloseable {
    private final Path path;

    Folder() throws IOException {
      path = Files.createTempDirectory("sozu-bench-pki");
    }

    void write(TestCertificate certificate) throws IOException {
      writeKey(certificate);
      writeCertificate(certificate);
    }

    void writeKey(TestCertificate certificate) throws IOException {
      Files.writeString(file(certificate, ".key"), certificate.keyPem());
    }

    void writeCertificate(TestCertificate certificate) throws IOException {
      Files.writeString(file(certificate, ".crt"), certificate.pem());
    }

    private Path file(TestCertificate certificate, String end) throws IOException {
      String name = certificate.names().get(0);
      return Files.createDirectories(path.resolve(name)).resolve(name + end);
    }

    @Override
    public void close() throws IOException {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
