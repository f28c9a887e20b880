package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two folders for one name: the same certificate, or two. */
final class TwoFoldersIT extends UnderHandshakes {
  private static final String NO_NAME = "is for no name that no newer certificate has";

  private final Instant now = Instant.now();
  private final Instant nextMonth = now.plus(Duration.ofDays(30));
  private final TestCertificate older = since(3, "two.example");
  private final TestCertificate newer = since(2, "two.example");

  TwoFoldersIT(@TempDir Path folder) throws IOException {
    super(folder, NO_GRACE);
  }

  private TestCertificate since(int days, String... names) {
    return TestCertificate.valid(now.minus(Duration.ofDays(days)), nextMonth, names);
  }

  /** So that the folder is never empty. */
  @BeforeEach
  void another() throws IOException {
    TestCertificate another = since(1, "another.two.example");
    write("another", another);
    serves(another);
    rush.expect(another);
  }

  @Test
  void theSameIsSentOnceAndGoesWithTheLast() throws IOException {
    TestCertificate same = since(1, "same.example");
    write("x/a", same);
    serves(same);
    rush.expect(same);
    long sent = sent();
    write("y/a", same);
    Eventually.until("both are told as served", () -> count(State.SERVED) == 3);
    looksAgain();

    delete(root.resolve("x"));
    Eventually.until("one is told", () -> count(State.SERVED) == 2);
    Files.writeString(root.resolve("y/a.crt"), "");
    told(State.WAITING, "y/a.crt", "is empty");
    looksAgain();
    write("y/a", same);
    serves(same);
    isReady();
    assertThat(sent()).isEqualTo(sent);

    rush.leave(same);
    delete(root.resolve("y"));
    isGone(same);
    isReady();
  }

  @Test
  void theNewerOneWinsAndTheOlderOneIsTold() throws IOException {
    write("x/a", older);
    serves(older);
    renew("y/a", older, newer);
    told(State.SUPERSEDED, "x/a.crt", NO_NAME);
    isGone(older);
    isReady();

    Files.writeString(root.resolve("y/a.crt"), newer.pem().substring(0, 100));
    told(State.WAITING, "y/a.crt", "without its END line");
    looksAgain();
    write("y/a", newer);
    serves(newer);

    rush.expect(newer, older);
    delete(root.resolve("y"));
    serves(older);
    rush.expect(older);
    isReady();
    isGone(newer);
  }

  @Test
  void theSameElsewhereIsToldAsOlderOnceOneIsRenewed() throws IOException {
    write("x/a", older);
    write("y/a", older);
    Eventually.until("both are told as served", () -> count(State.SERVED) == 3);
    renew("x/a", older, newer);
    told(State.SUPERSEDED, "y/a.crt", NO_NAME);
    isReady();
  }

  @Test
  void theNewerOneWinsWhicheverCameFirst() throws IOException {
    write("x/a", newer);
    serves(newer);
    rush.expect(newer);
    long sent = sent();
    write("y/a", older);
    told(State.SUPERSEDED, "y/a.crt", NO_NAME);
    looksAgain();
    assertThat(sent()).isEqualTo(sent);
    assertThat(isInSozu(older)).isFalse();
  }

  @Test
  void oneThatIsNotValidNeverWins() throws IOException {
    write("x/a", older);
    serves(older);
    rush.expect(older);
    Duration day = Duration.ofDays(1);
    write("y/a", TestCertificate.valid(now.plus(day), nextMonth, "two.example"));
    told(State.WAITING, "y/a.crt", "is not valid before");
    write("y/a", TestCertificate.valid(now.minus(day), now.minusSeconds(60), "two.example"));
    told(State.INVALID, "y/a.crt", "expired at");
    looksAgain();
    assertThat(count(State.SERVED)).isEqualTo(2);
  }

  @Test
  void theOlderOneTakesOverWhenTheNewerOneExpires() throws IOException {
    Instant soon = Instant.now().plusSeconds(8);
    TestCertificate brief =
        TestCertificate.valid(now.minus(Duration.ofDays(2)), soon, "two.example");
    write("y/a", brief);
    serves(brief);
    write("x/a", older);
    told(State.SUPERSEDED, "x/a.crt", NO_NAME);
    rush.expect(brief, older);
    Eventually.until(
        "the older one is served",
        () -> {
          connector.inventory().look();
          return count(State.INVALID) == 1 && count(State.SERVED) == 2;
        });
    rush.expect(older);
    told(State.INVALID, "y/a.crt", "expired at");
    isGone(brief);
    looksAgain();
  }

  @Test
  void theOlderOneKeepsTheNamesThatAreItsAlone() throws IOException {
    TestCertificate both = since(3, "first.two.example", "second.two.example");
    TestCertificate one = since(2, "second.two.example");
    write("x/a", both);
    serves(both);
    rush.expect("first.two.example", both);
    rush.expect("second.two.example", both, one);
    write("y/a", one);
    serves(one);
    rush.expect("second.two.example", one);
    isReady();
    looksAgain();
    assertThat(count(State.SERVED)).isEqualTo(3);
  }
}
