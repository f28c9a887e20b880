package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A folder that is served, what is told of it, and handshakes meanwhile. */
abstract class UnderHandshakes {
  /** What is gone stays for the whole test, or is due at once. */
  static final Duration LONG_GRACE = Duration.ofHours(1);

  static final Duration NO_GRACE = Duration.ofMillis(1);

  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  final Path root;
  final PkiConnector connector;
  final Rush rush = new Rush(SOZU.peer().https());
  private final OwnedSozuClient client = SozuClients.connect(SOZU.peer().client().build());

  UnderHandshakes(Path folder, Duration grace) throws IOException {
    root = Files.createDirectory(folder.resolve("pki"));
    connector = PkiConnector.open(client, options(grace).build());
  }

  /** Long rescans: what is noticed is noticed by the watch. */
  final PkiOptions.Builder options(Duration grace) {
    return PkiOptions.builder(root).rescan(Duration.ofHours(1)).removalGrace(grace);
  }

  @AfterEach
  void close() throws InterruptedException {
    rush.end();
    connector.close();
    client.close();
  }

  /** Writes a pair; the name has no suffix. */
  final void write(String name, TestCertificate certificate) throws IOException {
    Path key = root.resolve(name + ".key");
    Files.createDirectories(key.getParent());
    Files.writeString(key, certificate.keyPem());
    Files.writeString(root.resolve(name + ".crt"), certificate.pem());
  }

  /** Writes a pair in the place of another one, until it is served. */
  final void renew(String name, TestCertificate before, TestCertificate fresh) throws IOException {
    rush.expect(before, fresh);
    write(name, fresh);
    serves(fresh);
    rush.expect(fresh);
  }

  /** Deletes a file, or a folder and all in it. */
  static void delete(Path path) throws IOException {
    try (Stream<Path> paths = Files.walk(path)) {
      for (Path one : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(one);
      }
    }
  }

  private void until(String what, Predicate<List<CertificateInfo>> fact) {
    Eventually.until(
        what + " in " + connector.inventory().certificates(),
        () -> fact.test(connector.inventory().certificates()));
  }

  /** The inventory says so only once every worker of Sōzu does; a handshake tells of one. */
  final void serves(TestCertificate certificate) {
    until(
        certificate + " is served",
        all -> all.stream().anyMatch(one -> is(one, State.SERVED, certificate)));
  }

  static boolean is(CertificateInfo one, State state, TestCertificate certificate) {
    return one.state() == state && one.fingerprint().equals(certificate.fingerprint());
  }

  /** What is wrong is told with its cause, and a few handshakes later nothing was shown wrong. */
  final void told(State state, String file, String words) {
    String path = root.resolve(file).toString();
    until(
        state + " " + file + " " + words,
        all ->
            all.stream()
                .anyMatch(
                    one ->
                        one.state() == state
                            && one.words().startsWith(path)
                            && one.words().contains(words)));
    rush.isRight(3);
  }

  /** What the status says. */
  final void says(String words) {
    Eventually.until(
        words + " in " + connector.status().summary(),
        () -> connector.status().summary().contains(words));
  }

  final void isReady() {
    Eventually.until(
        "all is well: " + connector.status().summary(),
        () -> connector.status().health() == Health.READY);
    rush.isRight(3);
  }

  final long count(State state) {
    return connector.inventory().certificates().stream()
        .filter(one -> one.state() == state)
        .count();
  }

  final long figure(String name) {
    Number value = connector.status().figures().get(name);
    return value == null ? 0 : value.longValue();
  }

  /** How much was sent to Sōzu so far. */
  final long sent() {
    return figure("added") + figure("replaced");
  }

  /**
   * Lets it look at everything and ask about everything some times more; nothing may come of it.
   */
  final void looksAgain() {
    for (int i = 0; i < 3; i++) {
      long before = figure("reconciled");
      connector.inventory().look();
      Eventually.until("another look", () -> figure("reconciled") > before);
    }
    rush.isRight(3);
  }

  final boolean isInSozu(TestCertificate certificate) {
    return Pairs.has(client, certificate);
  }

  final void isGone(TestCertificate certificate) {
    Eventually.until(certificate + " is gone from Sōzu", () -> !isInSozu(certificate));
    assertThat(connector.inventory().certificates())
        .noneMatch(one -> is(one, State.SERVED, certificate));
  }
}
