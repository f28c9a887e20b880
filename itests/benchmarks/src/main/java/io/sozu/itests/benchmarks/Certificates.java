package io.sozu.itests.benchmarks;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.pki.CertificateInfo;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.pki.PkiConnector;
import io.sozu.pki.PkiOptions;
import io.sozu.protocol.command.CountRequests;
import io.sozu.protocol.command.QueryCertificatesFilters;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A folder of certificates: how soon one is served, how long all of many take, and whom it hurts.
 */
final class Certificates {
  private static final int MANY = 10_000;
  private static final int RENEWALS = 1_000;
  private static final double TIMES_LOAD_WANTED = 2.5;
  private static final double AGAIN_WANTED_MS = 5_000;
  static final int MAX_FRAME = 2_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Table table;
  private final int rounds;

  Certificates(Table table, int rounds) {
    this.table = table;
    this.rounds = rounds;
  }

  void run() throws Exception {
    List<TestCertificate> all = Bulk.certificates(MANY);
    new Renewals(table).run(all);
    many(all);
    renewed(all);
  }

  /**
   * From the start of a connector until Sōzu's workers have all, as somebody else sees it, and a
   * single load of the same; then until the connector has asked each worker about each.
   */
  private void many(List<TestCertificate> all) throws Exception {
    List<Double> ours = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Double> asked = new ArrayList<>();
    List<Double> again = new ArrayList<>();
    double megabytes = 0;
    try (CertificateFolder folder = new CertificateFolder(false)) {
      for (TestCertificate one : all) {
        folder.write(one);
      }
      for (int i = 0; i < rounds; i++) {
        bare.add(load(all));
        try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
            OwnedSozuClient client = client(sozu);
            Bare onlooker = new Bare(sozu.socket(), MAX_FRAME)) {
          client.listeners().list().toCompletableFuture().join();
          Heap heap = Heap.watch();
          long begin = System.nanoTime();
          try (PkiConnector connector = open(client, folder)) {
            taken(onlooker, all);
            ours.add((System.nanoTime() - begin) / 1e6);
            shown(sozu, all);
            served(connector, all.size());
            asked.add((System.nanoTime() - begin) / 1e6);
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
    table.beside(
        MANY + " certificates, until each worker was asked about each",
        Run.median(asked),
        Run.median(bare),
        "ms",
        "bare LoadState",
        Run.median(asked) / Run.median(bare));
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

  /**
   * Waits until the main process has taken all, and then until each worker has: what it is asked
   * now is answered behind what it was given before. The count of a kind of requests is one more
   * than there were (Sōzu 2.3.3: the first one of a kind is counted twice).
   */
  private static void taken(Bare onlooker, List<TestCertificate> all) throws IOException {
    Request count =
        Request.newBuilder().setCountRequests(CountRequests.getDefaultInstance()).build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (onlooker
            .ask(count)
            .getContent()
            .getRequestCounts()
            .getMapMap()
            .getOrDefault("AddCertificate", 0)
        <= all.size()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("Sōzu did not get all certificates in time");
      }
      LockSupport.parkNanos(5_000_000);
    }
    BareSubject.check(
        onlooker.ask(
            Request.newBuilder()
                .setQueryCertificatesFromWorkers(
                    QueryCertificatesFilters.newBuilder().setDomain(all.get(0).names().get(0)))
                .build()));
  }

  /** Some of all, by a handshake. */
  private static void shown(BenchSozu sozu, List<TestCertificate> all) throws IOException {
    for (int i = 0; i < MANY; i += MANY / 20) {
      if (!Handshakes.shows(Bulk.https(sozu), all.get(i))) {
        throw new IOException("not served: " + all.get(i));
      }
    }
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
    shown(sozu, all);
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
        CertificateFolder folder = new CertificateFolder(false);
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
        shaken.end();
        thread.join();
        System.out.printf(
            "    %d of %d renewed at once: written in %.0f ms, served after %.0f ms; %d handshakes"
                + " at %d a second: %d failed or wrong %s%n",
            RENEWALS,
            MANY,
            wrote,
            took,
            shaken.count(),
            Shaken.RATE,
            shaken.wrong(),
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

  static void served(PkiConnector connector, long count) {
    Eventually.until(
        "all to be served",
        PATIENCE,
        () -> Long.valueOf(count).equals(connector.status().figures().get("served")));
  }

  static PkiConnector open(OwnedSozuClient client, CertificateFolder folder) {
    return PkiConnector.open(client, PkiOptions.builder(folder.path()).build());
  }

  static OwnedSozuClient client(BenchSozu sozu) {
    return SozuClients.connect(ClientOptions.socket(sozu.socket()).build());
  }
}
