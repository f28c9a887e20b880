package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A connector whose folder has one certificate, and handshakes for its name all the while. What it
 * notices it notices by the watch: it looks by itself once an hour.
 */
final class Renewals {
  /** One step of whoever writes into the folder. */
  interface Call {
    void run() throws IOException;
  }

  private static final Duration PROMPT = Duration.ofSeconds(3);

  private final OwnedSozuClient client;
  private final PkiConnector connector;
  private final Rush rush;

  Renewals(SozuPeer sozu, Path folder) {
    client = SozuClients.connect(sozu.client().build());
    connector =
        PkiConnector.open(client, PkiOptions.builder(folder).rescan(Duration.ofHours(1)).build());
    rush = new Rush(sozu.https());
  }

  static void run(List<Call> calls) throws IOException {
    for (Call call : calls) {
      call.run();
    }
  }

  /** From now on one of these is right. */
  void expect(TestCertificate... certificates) {
    rush.expect(certificates);
  }

  /**
   * Writes another one in place of one; gives how long after its last call all workers serve it.
   */
  Duration renew(TestCertificate before, TestCertificate fresh, List<Call> calls)
      throws IOException {
    rush.expect(before, fresh);
    run(calls);
    long written = System.nanoTime();
    serves(fresh);
    Duration after = Duration.ofNanos(System.nanoTime() - written);
    rush.expect(fresh);
    return after;
  }

  /** Writes the first one. */
  void first(TestCertificate certificate, List<Call> calls) throws IOException {
    run(calls);
    serves(certificate);
    rush.expect(certificate);
  }

  /** One that writes a certificate. */
  interface Writer {
    List<Call> calls(TestCertificate certificate) throws IOException;
  }

  /** Twenty renewals, each served soon after its last call. */
  void areServed(
      String who, TestCertificate first, Supplier<TestCertificate> certificates, Writer writer)
      throws IOException {
    TestCertificate served = first;
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TestCertificate fresh = certificates.get();
      times.add(renew(served, fresh, writer.calls(fresh)));
      served = fresh;
    }
    isWell(served);
    System.out.println(
        "ms from the last call of "
            + who
            + " until it is served: "
            + times.stream().map(Duration::toMillis).toList());
    assertThat(times).allMatch(time -> time.compareTo(PROMPT) < 0);
  }

  void serves(TestCertificate certificate) {
    Eventually.until(
        certificate + " is served: " + connector.inventory().certificates(),
        () -> is(State.SERVED, certificate, ""));
  }

  private boolean is(State state, TestCertificate certificate, String words) {
    List<CertificateInfo> all = connector.inventory().certificates();
    return all.size() == 1
        && all.get(0).state() == state
        && all.get(0).served()
        && all.get(0).fingerprint().equals(certificate.fingerprint())
        && all.get(0).notAfter() != null
        && all.get(0).words().endsWith(words);
  }

  /** It cannot be used and is told with these words, and the one before is served. */
  void keeps(TestCertificate certificate, String words) {
    Eventually.until(
        words + " in " + connector.inventory().certificates(),
        () -> is(State.WAITING, certificate, words));
    assertThat(connector.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(connector.status().summary()).contains("1 wait, such as ").contains(words);
    onlyRight(certificate);
  }

  /** Looks at everything: nothing is wrong, and this one is served. */
  void isWell(TestCertificate certificate) {
    Number before = reconciled();
    connector.inventory().look();
    Eventually.until("it looked", () -> !reconciled().equals(before));
    serves(certificate);
    Eventually.until(
        "ready: " + connector.status().summary(),
        () -> connector.status().health() == Health.READY);
    onlyRight(certificate);
  }

  private Number reconciled() {
    return connector.status().figures().getOrDefault("reconciled", 0);
  }

  private void onlyRight(TestCertificate certificate) {
    rush.expect(certificate);
    rush.isRight(3);
  }

  void close() throws InterruptedException {
    rush.end();
    connector.close();
    client.close();
  }
}
