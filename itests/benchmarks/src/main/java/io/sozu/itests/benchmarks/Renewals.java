package io.sozu.itests.benchmarks;

import io.sozu.client.OwnedSozuClient;
import io.sozu.pki.PkiConnector;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** How soon a renewed certificate is served: the only one, and one of many. */
final class Renewals {
  private static final int RENEWALS = 1_000;
  private static final int RENEWALS_OF_MANY = 300;
  private static final int WARM_UP = 100;
  private static final double P99_WANTED_MS = 100.0;
  private static final double TIMES_BARE_WANTED = 3.0;

  private final Table table;

  Renewals(Table table) {
    this.table = table;
  }

  void run(List<TestCertificate> all) throws Exception {
    long[] alone = alone();
    among(all, "in folders of their own", new CertificateFolder(false), alone);
    among(all, "in one folder", new CertificateFolder(true), alone);
  }

  /** One after the other is written, and a handshake must show it; beside it a bare replacement. */
  private long[] alone() throws Exception {
    long[] ours = new long[RENEWALS];
    long[] bare = new long[RENEWALS];
    try (BenchSozu sozu = BenchSozu.start(Certificates.MAX_FRAME);
        BenchSozu other = BenchSozu.start(Certificates.MAX_FRAME);
        CertificateFolder folder = new CertificateFolder(false);
        OwnedSozuClient client = Certificates.client(sozu);
        PkiConnector connector = Certificates.open(client, folder);
        Bare connection = new Bare(other.socket(), Certificates.MAX_FRAME)) {
      TestCertificate before = TestCertificate.of("one.example");
      BareSubject.check(connection.ask(Requests.addCertificate(Bulk.https(other), before)));
      for (int i = -WARM_UP; i < RENEWALS; i++) {
        TestCertificate fresh = TestCertificate.of("one.example");
        long written = renew(folder, fresh, Bulk.https(sozu));
        long begin = System.nanoTime();
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
    return ours;
  }

  /** The same with one of many each time. */
  private void among(
      List<TestCertificate> all, String where, CertificateFolder folder, long[] alone)
      throws Exception {
    long[] ours = new long[RENEWALS_OF_MANY];
    Random random = new Random(1);
    for (TestCertificate one : all) {
      folder.write(one);
    }
    try (folder;
        BenchSozu sozu = BenchSozu.start(Certificates.MAX_FRAME);
        OwnedSozuClient client = Certificates.client(sozu);
        PkiConnector connector = Certificates.open(client, folder)) {
      Certificates.served(connector, all.size());
      for (int i = -WARM_UP; i < RENEWALS_OF_MANY; i++) {
        String name = all.get(random.nextInt(all.size())).names().get(0);
        long written = renew(folder, TestCertificate.of(name), Bulk.https(sozu));
        if (i >= 0) {
          ours[i] = written;
        }
      }
    }
    Arrays.sort(ours);
    String what = "one of " + all.size() + " " + where + ", written until served, ";
    double p50 = Run.quantile(ours, 0.5) / 1e6;
    double alone50 = Run.quantile(alone, 0.5) / 1e6;
    table.beside(what + "p50", p50, alone50, "ms", "the only one", p50 / alone50);
    double p99 = Run.quantile(ours, 0.99) / 1e6;
    double alone99 = Run.quantile(alone, 0.99) / 1e6;
    table.limit(what + "p99", p99, alone99, "ms", "the only one", P99_WANTED_MS);
  }

  private static long renew(
      CertificateFolder folder, TestCertificate fresh, InetSocketAddress listener)
      throws Exception {
    folder.writeKey(fresh);
    long begin = System.nanoTime();
    folder.writeCertificate(fresh);
    return until(listener, fresh) - begin;
  }

  private static long until(InetSocketAddress listener, TestCertificate certificate) {
    while (!Handshakes.shows(listener, certificate)) {
      LockSupport.parkNanos(500_000);
    }
    return System.nanoTime();
  }
}
