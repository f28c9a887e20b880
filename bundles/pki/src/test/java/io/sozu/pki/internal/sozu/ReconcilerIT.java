package io.sozu.pki.internal.sozu;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.pki.Layout;
import io.sozu.pki.internal.plan.Desired;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Routing;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Step;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.KeyAccess;
import io.sozu.pki.internal.read.Library;
import io.sozu.pki.internal.read.PairReader;
import io.sozu.pki.internal.read.Reading;
import io.sozu.pki.internal.read.Recogniser;
import io.sozu.pki.internal.read.Unusable;
import io.sozu.pki.internal.share.Neighbours;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.CertificateSummary;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is planned is what the real Sōzu needs, and what it says afterwards is so. */
final class ReconcilerIT {
  private static final Others NOBODY =
      new Neighbours().join(() -> Path.of("")).offer(List.of(), List.of(), Instant.EPOCH);

  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  private static final PairReader READER = new PairReader(KeyAccess.WARN, Clock.systemUTC());

  private final Path root;
  private final OwnedSozuClient client = SozuClients.connect(SOZU.peer().client().build());
  private final ClientSozu sozu = new ClientSozu(client);
  private final FileBook book;
  private final Ledger ledger;
  private final Library library;
  private final Reconciler reconciler;

  ReconcilerIT(@TempDir Path root) throws IOException {
    this.root = root;
    this.book = new FileBook(root.resolve("ledger"));
    this.ledger = new Ledger(book);
    ledger.open();
    this.library =
        new Library(
            root,
            new Recogniser(root, EnumSet.allOf(Layout.class), null, null),
            READER,
            Clock.systemUTC());
    this.reconciler =
        new Reconciler(sozu, ledger, this::material, library.readers(), Clock.systemUTC());
  }

  @AfterEach
  void close() {
    book.close();
    client.close();
  }

  private CertificateAndKey material(Want want) throws Unusable {
    Reading reading = Objects.requireNonNull(want.reading());
    return library.certificate(
        reading.source(), Objects.requireNonNull(reading.pair()), want.names());
  }

  private void write(String name, TestCertificate certificate, String chain) throws IOException {
    Files.writeString(root.resolve(name + ".crt"), certificate.pem() + chain);
    Files.writeString(root.resolve(name + ".key"), certificate.keyPem());
  }

  private List<Want> wants(Map<String, SocketAddress> listeners) {
    library.lookAll();
    return Desired.of(
        library.readings(), new Routing(List.of(), List.of()), listeners.keySet(), List.of());
  }

  /** One pass, after which everything is served; tells what it did. */
  private List<String> reconcile(boolean all) {
    Map<String, SocketAddress> listeners = sozu.listeners();
    List<Want> wants = wants(listeners);
    List<Step> steps = reconciler.reconcile(wants, listeners, all, false, NOBODY);
    assertThat(reconciler.isInStep(wants)).as("%s", wants).isTrue();
    return steps.stream().map(step -> step.toString().replaceAll(" .*", "")).toList();
  }

  /** Whether every worker serves this one. */
  private boolean serves(String name, TestCertificate certificate) {
    List<String> shown =
        client.certificates().served(name).toCompletableFuture().join().values().stream()
            .flatMap(worker -> worker.getCertificatesList().stream())
            .flatMap(listener -> listener.getCertificateSummariesList().stream())
            .map(CertificateSummary::getFingerprint)
            .toList();
    return shown.equals(Collections.nCopies(2, certificate.fingerprint()));
  }

  @Test
  void addedRenewedRolledBackRechainedMovedAndRemoved() throws IOException {
    TestCertificate authority = TestCertificate.authority("root");
    TestCertificate first = authority.issue("one.example", "*.one.example");
    TestCertificate second =
        TestCertificate.expiring(Instant.now().plus(Duration.ofDays(90)), "one.example");
    write("a", first, "");
    assertThat(reconcile(true)).containsExactly("add");
    assertThat(serves("one.example", first) && serves("b.one.example", first)).isTrue();
    assertThat(reconcile(true)).as("nothing is left to do").isEmpty();

    write("a", second, "");
    assertThat(reconcile(false)).containsExactly("replace");
    assertThat(serves("one.example", second)).isTrue();

    write("a", first, "");
    assertThat(reconcile(false)).as("to one that expires sooner").containsExactly("replace");
    assertThat(serves("one.example", first)).isTrue();

    write("a", first, authority.pem());
    assertThat(reconcile(false)).as("the chain alone").containsExactly("refresh");
    assertThat(
            client
                .certificates()
                .byFingerprint(first.fingerprint())
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .getCertificateChainList())
        .hasSize(1);

    Files.move(root.resolve("a.crt"), root.resolve("b.crt"));
    Files.move(root.resolve("a.key"), root.resolve("b.key"));
    assertThat(reconcile(false)).as("a move").isEmpty();

    Files.delete(root.resolve("b.crt"));
    Files.delete(root.resolve("b.key"));
    reconcile(false);
    assertThat(
            client.certificates().byFingerprint(first.fingerprint()).toCompletableFuture().join())
        .isEmpty();
  }

  @Test
  void whatEndedLongAgoIsTakenOutAndForgotten() throws IOException {
    TestCertificate now = TestCertificate.of("long.example");
    write("a", now, "");
    reconcile(true);
    Instant end = Instant.now().minus(Duration.ofDays(60));
    TestCertificate old =
        TestCertificate.valid(end.minus(Duration.ofDays(90)), end, "long.example");
    client
        .apply(List.of(Requests.addCertificate(SOZU.peer().https(), old)))
        .toCompletableFuture()
        .join();
    assertThat(serves("long.example", now)).as("it hides the old one").isTrue();
    assertThat(isInSozu(old)).isTrue();
    for (int i = 1; i < Forgetting.AT_ONCE; i++) {
      ledger.put(ended("%064x".formatted(i), end));
    }
    ledger.put(ended(old.fingerprint(), end));
    assertThat(reconcile(true)).isEmpty();
    assertThat(isInSozu(old)).isFalse();
    assertThat(serves("long.example", now)).isTrue();
    assertThat(ledger.all()).containsExactlyElementsOf(ledger.current()).hasSize(1);
  }

  private Owned ended(String fingerprint, Instant end) {
    String listener = sozu.listeners().keySet().iterator().next();
    return new Owned(
        new Slot(listener, fingerprint),
        "gone.crt",
        "c",
        end.minus(Duration.ofDays(90)),
        end,
        List.of("long.example"),
        true);
  }

  private boolean isInSozu(TestCertificate certificate) {
    return client
        .certificates()
        .byFingerprint(certificate.fingerprint())
        .toCompletableFuture()
        .join()
        .isPresent();
  }

  @Test
  void ofTwoForOneNameTheNewerIsServedThoughItExpiresSooner() throws IOException {
    TestCertificate lasting =
        TestCertificate.expiring(
            Instant.now().plus(Duration.ofDays(90)), "two.example", "other.example");
    write("a", lasting, "");
    reconcile(true);
    // Valid since a moment later; within the same second its file is the later one.
    TestCertificate newer =
        TestCertificate.expiring(Instant.now().plus(Duration.ofHours(1)), "two.example");
    write("b", newer, "");
    assertThat(reconcile(false)).containsExactly("add", "refresh");
    assertThat(serves("two.example", newer)).isTrue();
    assertThat(serves("other.example", lasting)).isTrue();
  }
}
