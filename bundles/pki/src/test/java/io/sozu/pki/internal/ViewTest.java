package io.sozu.pki.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.CertificateInfo;
import io.sozu.pki.CertificateInfo.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ViewTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|");

  private static CertificateInfo certificate(State state, int days) {
    return new CertificateInfo(
        List.of(Path.of("/pki/a.crt")),
        state,
        state + " words",
        state == State.SERVED,
        List.of("a.example"),
        "aa",
        NOW,
        NOW.plus(Duration.ofDays(days)),
        "CN=issuer",
        List.of("l"),
        NOW,
        "");
  }

  private static View view(CertificateInfo... certificates) {
    return new View(List.of(certificates), List.of(), Counts.NONE, 14, NOW);
  }

  @Test
  void theReadmeHasEachFigureOnce() throws IOException {
    String readme = Files.readString(Path.of("../../README.md"));
    String section =
        readme.split("\n## PKI\n", 2)[1].split("\n### Figures\n", 2)[1].split("\n##", 2)[0];
    List<String> told = ROW.matcher(section).results().map(row -> row.group(1)).toList();
    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            view(certificate(State.SERVED, 30)).figures().keySet());
    assertThat(told).containsAll(View.GAUGES);
  }

  @Test
  void eachStateThatSomebodyShouldLookAtIsAConcern() {
    assertThat(view(certificate(State.SERVED, 30)).concerns()).isEmpty();
    assertThat(view(certificate(State.SERVED, 30)).summary())
        .isEqualTo("1 of 1 certificates served");
    List<State> quiet = List.of(State.SERVED, State.SUPERSEDED, State.GOING);
    for (State state : State.values()) {
      assertThat(view(certificate(state, 30)).concerns().isEmpty())
          .isEqualTo(quiet.contains(state));
    }
    assertThat(view(certificate(State.INVALID, 30)).concerns())
        .containsExactly("1 cannot be used, such as INVALID words");
  }

  @Test
  void theEndOfWhatIsStillServedBehindABrokenFileIsToldToo() {
    CertificateInfo good = certificate(State.SERVED, 30);
    CertificateInfo kept =
        new CertificateInfo(
            good.files(),
            State.INVALID,
            "broken",
            true,
            good.names(),
            "bb",
            NOW,
            NOW.plus(Duration.ofDays(5)),
            "",
            good.listeners(),
            NOW,
            "");
    View view = view(good, kept, certificate(State.WAITING, 1));
    assertThat(view.figures()).containsEntry("expiry.soonest.seconds", 432_000L);
    assertThat(view.concerns()).anyMatch(one -> one.startsWith("1 expire within 14 days"));
  }

  @Test
  void theEndIsToldWhenItIsNear() {
    View view = view(certificate(State.SERVED, 30), certificate(State.SERVED, 13));
    assertThat(view.figures())
        .containsEntry("expiry.soonest.seconds", 1_123_200L)
        .containsEntry("served", 2L);
    assertThat(view.concerns())
        .singleElement()
        .asString()
        .startsWith("1 expire within 14 days, such as [a.example] at 2026-01-14");
  }
}
