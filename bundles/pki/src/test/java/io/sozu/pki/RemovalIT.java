package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some go, after their grace and not too many at once; handshakes run for those that stay. */
final class RemovalIT extends UnderHandshakes {
  /** More than the share and the number that go at once. */
  private static final int MANY = 4;

  private final List<TestCertificate> all = new ArrayList<>();

  RemovalIT(@TempDir Path folder) throws IOException {
    super(folder, LONG_GRACE);
  }

  @BeforeEach
  void served() throws IOException {
    for (int i = 0; i < 6; i++) {
      TestCertificate one = TestCertificate.of("n" + i + ".removal.example");
      all.add(one);
      write((i < MANY ? "many/n" : "n") + i, one);
    }
    all.forEach(this::serves);
    all.forEach(rush::expect);
  }

  /** In one moment: nobody sees some of them gone. */
  private Path moveManyAway() throws IOException {
    return Files.move(root.resolve("many"), root.resolveSibling("away"));
  }

  private void isRemoved(int number) {
    isGone(all.get(number));
    assertThat(Handshakes.shows(SOZU.peer().https(), all.get(number))).isFalse();
  }

  @Test
  void servedUntilTheGraceEnds() throws IOException {
    Files.delete(root.resolve("many/n0.key"));
    Files.delete(root.resolve("many/n0.crt"));
    told(State.GOING, "many/n0.crt", "is gone");
    looksAgain();
    assertThat(figure("going")).isEqualTo(1);
    rush.leave(all.get(0));
    connector.use(options(NO_GRACE).build());
    isRemoved(0);
    isReady();
    looksAgain();
    assertThat(count(State.SERVED)).isEqualTo(5);
  }

  @Test
  void tooManyAtOnceAreHeldUntilTheyAreLetGo() throws IOException {
    connector.use(options(NO_GRACE).build());
    moveManyAway();
    told(State.HELD, "many/n0.crt", "is gone");
    looksAgain();
    says("4 wait to be let go");
    assertThat(figure("held")).isEqualTo(MANY);
    all.subList(0, MANY).forEach(rush::leave);
    assertThat(connector.inventory().release()).isEqualTo(MANY);
    for (int number = 0; number < MANY; number++) {
      isRemoved(number);
    }
    isReady();
    assertThat(count(State.SERVED)).isEqualTo(2);
  }

  @Test
  void heldOnesThatComeBackWereNeverAway() throws IOException {
    connector.use(options(NO_GRACE).build());
    Eventually.until("all are served again", () -> count(State.SERVED) == 6);
    long sent = sent();
    Path away = moveManyAway();
    told(State.HELD, "many/n3.crt", "is gone");
    Files.move(away, root.resolve("many"));
    all.forEach(this::serves);
    isReady();
    assertThat(sent()).isEqualTo(sent);
    assertThat(count(State.SERVED)).isEqualTo(6);
  }
}
