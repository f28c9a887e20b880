package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two connectors of one process with a folder each, for one Sōzu: {@link #connector} and other. */
final class TwoConnectorsIT extends UnderHandshakes {
  private static final String NO_NAME = "is for no name that no newer certificate has";

  private static final AtomicInteger TESTS = new AtomicInteger();

  private final Instant now = Instant.now();

  /** Another one for each test: Sōzu keeps what a test leaves. */
  private final String name = "two" + TESTS.incrementAndGet() + ".example";

  private final TestCertificate older = since(3, 30, name);
  private final TestCertificate newer = since(2, 30, name);

  private final Path otherRoot;
  private final OwnedSozuClient otherClient = SozuClients.connect(SOZU.peer().client().build());
  private final PkiConnector other;

  TwoConnectorsIT(@TempDir Path folder) throws IOException {
    super(folder, NO_GRACE);
    otherRoot = Files.createDirectory(folder.resolve("other"));
    other = PkiConnector.open(otherClient, otherOptions().build());
  }

  private PkiOptions.Builder otherOptions() {
    return PkiOptions.builder(otherRoot).rescan(Duration.ofHours(1)).removalGrace(NO_GRACE);
  }

  private TestCertificate since(int days, int until, String... names) {
    return TestCertificate.valid(
        now.minus(Duration.ofDays(days)), now.plus(Duration.ofDays(until)), names);
  }

  /** So that no folder is ever empty. */
  @BeforeEach
  void others() throws IOException {
    TestCertificate one = since(1, 30, "one.two.example");
    write("one", one);
    serves(one);
    TestCertificate two = since(1, 30, "other.two.example");
    writeOther("other", two);
    otherServes(two);
    rush.expect(one);
    rush.expect(two);
  }

  @AfterEach
  void closeOther() {
    other.close();
    otherClient.close();
  }

  private void writeOther(String name, TestCertificate certificate) throws IOException {
    Files.writeString(otherRoot.resolve(name + ".key"), certificate.keyPem());
    Files.writeString(otherRoot.resolve(name + ".crt"), certificate.pem());
  }

  private void deleteOther(String name) throws IOException {
    Files.delete(otherRoot.resolve(name + ".crt"));
    Files.delete(otherRoot.resolve(name + ".key"));
  }

  private void deletePair(String name) throws IOException {
    delete(root.resolve(name + ".crt"));
    delete(root.resolve(name + ".key"));
  }

  private void otherIs(State state, TestCertificate certificate) {
    Eventually.until(
        certificate + " is " + state + " in " + other.inventory().certificates(),
        () -> other.inventory().certificates().stream().anyMatch(a -> is(a, state, certificate)));
  }

  private void otherServes(TestCertificate certificate) {
    otherIs(State.SERVED, certificate);
  }

  private long otherFigure(String name) {
    return other.status().figures().getOrDefault(name, 0).longValue();
  }

  private List<Long> allSent() {
    return List.of(sent(), otherFigure("added") + otherFigure("replaced"));
  }

  /** Both look at everything again and again, and none finds anything to do. */
  private void areInPeace() {
    Eventually.until(
        "both are well: " + connector.status().summary() + " / " + other.status().summary(),
        () ->
            connector.status().health() == Health.READY && other.status().health() == Health.READY);
    List<Long> sent = allSent();
    for (int i = 0; i < 3; i++) {
      long before = otherFigure("reconciled");
      other.inventory().look();
      Eventually.until("another look", () -> otherFigure("reconciled") > before);
      looksAgain();
    }
    assertThat(allSent()).isEqualTo(sent);
  }

  @Test
  void whatBothHaveGoesWithTheLast() throws IOException {
    TestCertificate same = since(1, 30, "same.example");
    write("a", same);
    serves(same);
    rush.expect(same);
    writeOther("b", same);
    otherServes(same);
    areInPeace();
    List<Long> sent = allSent();

    deletePair("a");
    Eventually.until("one has let it go", () -> count(State.SERVED) == 1);
    areInPeace();
    assertThat(allSent()).as("it was not put back").isEqualTo(sent);

    write("a", same);
    serves(same);
    deleteOther("b");
    Eventually.until("the other has let it go", () -> other.inventory().certificates().size() == 1);
    areInPeace();

    rush.leave(same);
    deletePair("a");
    isGone(same);
    areInPeace();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theNewerOneWinsAndTheOlderOneIsTold(boolean adopt) throws IOException {
    connector.use(options(NO_GRACE).adopt(adopt).build());
    other.use(otherOptions().adopt(adopt).build());
    write("a", older);
    serves(older);
    rush.expect(older, newer);
    writeOther("b", newer);
    otherServes(newer);
    told(State.SUPERSEDED, "a.crt", NO_NAME);
    isGone(older);
    rush.expect(newer);
    areInPeace();

    rush.expect(newer, older);
    deleteOther("b");
    serves(older);
    isGone(newer);
    rush.expect(older);
    areInPeace();
  }

  /** The newest is right, also when it is the first to expire, and Sōzu would show the other. */
  @Test
  void theNewerOneWinsThoughItExpiresSooner() throws IOException {
    TestCertificate brief = since(2, 20, name);
    writeOther("b", older);
    otherServes(older);
    rush.expect(older, brief);
    write("a", brief);
    serves(brief);
    otherIs(State.SUPERSEDED, older);
    isGone(older);
    rush.expect(brief);
    areInPeace();
  }

  @Test
  void oneRenewsWhatBothHave() throws IOException {
    write("a", older);
    serves(older);
    writeOther("b", older);
    otherServes(older);
    renew("a", older, newer);
    otherIs(State.SUPERSEDED, older);
    isGone(older);
    areInPeace();

    writeOther("b", newer);
    otherServes(newer);
    areInPeace();
    deletePair("a");
    Eventually.until("one has let it go", () -> count(State.SERVED) == 1);
    areInPeace();
  }

  /** Of two Sōzu would show the older one, because it expires later. */
  @Test
  void theOlderOneKeepsTheNamesThatAreItsAlone() throws IOException {
    TestCertificate both = since(3, 300, "first.two.example", "second.two.example");
    TestCertificate one = since(2, 30, "second.two.example");
    write("a", both);
    serves(both);
    rush.expect("first.two.example", both);
    rush.expect("second.two.example", both, one);
    writeOther("b", one);
    otherServes(one);
    rush.expect("second.two.example", one);
    areInPeace();

    rush.expect("second.two.example", one, both);
    deleteOther("b");
    isGone(one);
    rush.expect("second.two.example", both);
    areInPeace();
  }

  @Test
  void theOlderOneTakesOverWhenTheNewerOneExpires() throws IOException {
    Instant soon = Instant.now().plusSeconds(8);
    TestCertificate brief = TestCertificate.valid(now.minus(Duration.ofDays(2)), soon, name);
    writeOther("b", brief);
    otherServes(brief);
    write("a", older);
    told(State.SUPERSEDED, "a.crt", NO_NAME);
    rush.expect(brief, older);
    Eventually.until(
        "the older one is served",
        () -> {
          other.inventory().look();
          return count(State.SERVED) == 2;
        });
    rush.expect(older);
    isGone(brief);
    looksAgain();
  }

  /** What one that is closed had is somebody else's for as long as it is away. */
  @Test
  void aConnectorThatComesBackFindsWhatItHad(@TempDir Path kept) throws IOException {
    PkiOptions options = otherOptions().ledger(kept.resolve("ledger")).build();
    other.use(options);
    TestCertificate last = since(2, 40, name);
    writeOther("b", last);
    otherServes(last);
    rush.expect(last);
    write("a", older);
    told(State.SUPERSEDED, "a.crt", NO_NAME);
    other.close();
    looksAgain();
    told(State.FOREIGN, "a.crt", "which is not ours");
    try (PkiConnector again = PkiConnector.open(otherClient, options)) {
      told(State.SUPERSEDED, "a.crt", NO_NAME);
      isGone(older);
      Eventually.until(
          "it is served: " + again.status().summary(),
          () -> again.status().health() == Health.READY);
      isReady();
    }
  }
}
