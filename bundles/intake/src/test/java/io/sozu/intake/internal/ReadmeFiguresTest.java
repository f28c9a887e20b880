package io.sozu.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's table of figures has each figure once, and none that nobody measures. */
final class ReadmeFiguresTest extends IntakeSubject {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|");

  @Test
  void theTableHasWhatIsMeasured() throws IOException {
    List<String> measured = new ArrayList<>(intake.figures().keySet());
    measured.addAll(intake.distributions().keySet());
    // Not before the first message, and each connector's own.
    measured.add("last.applied.age.seconds");
    measured.add("broker.lag");
    assertThat(told()).containsExactlyInAnyOrderElementsOf(measured);
  }

  private static List<String> told() throws IOException {
    String readme = Files.readString(Path.of("../../README.md"));
    String section =
        readme.split("\n### Figures of a broker connector\n", 2)[1].split("\n##", 2)[0];
    List<String> names = new ArrayList<>();
    Matcher rows = ROW.matcher(section);
    while (rows.find()) {
      names.add(rows.group(1));
    }
    return names;
  }
}
