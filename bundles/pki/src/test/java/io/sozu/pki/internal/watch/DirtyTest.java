package io.sozu.pki.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DirtyTest {
  private static final Path A = Path.of("/pki/a");
  private static final Path B = Path.of("/pki/b");

  private static final Set<Path> ANY = Set.of();

  private final Dirty dirty = new Dirty(Duration.ofNanos(20));

  @Test
  void oneThatWaitsLongEnoughIsGlancedAtOnceAfterEachChange() {
    Dirty patient = new Dirty(Duration.ofNanos(3 * Dirty.GLANCE));
    patient.add(A, ANY, 0);
    assertThat(patient.pause(0)).isEqualTo(Dirty.GLANCE);
    assertThat(patient.glance(Dirty.GLANCE - 1)).isEmpty();
    assertThat(patient.glance(Dirty.GLANCE)).containsOnlyKeys(A);
    assertThat(patient.glance(Dirty.GLANCE)).isEmpty();
    patient.add(A, ANY, Dirty.GLANCE);
    assertThat(patient.glance(2 * Dirty.GLANCE)).containsOnlyKeys(A);
    assertThat(patient.take(4 * Dirty.GLANCE)).as("it went on waiting").containsOnlyKeys(A);
    assertThat(patient.pause(4 * Dirty.GLANCE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aFolderIsTakenOnceItIsQuiet() {
    dirty.add(A, ANY, 100);
    dirty.add(A, ANY, 110);
    assertThat(dirty.take(129)).isEmpty();
    assertThat(dirty.pause(125)).isEqualTo(5);
    assertThat(dirty.take(130)).containsOnlyKeys(A);
    assertThat(dirty.take(1000)).isEmpty();
    assertThat(dirty.pause(1000)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void oneThatIsWrittenToHoldsUpNoOther() {
    dirty.add(A, ANY, 100);
    dirty.add(B, ANY, 119);
    assertThat(dirty.take(120)).containsOnlyKeys(A);
    assertThat(dirty.take(139)).containsOnlyKeys(B);
  }

  @Test
  void oneThatIsNeverQuietIsTakenInTheEnd() {
    long end = 100 + 20L * Dirty.PATIENCE;
    for (long now = 100; now < end; now += 10) {
      dirty.add(A, ANY, now);
      assertThat(dirty.take(now)).isEmpty();
    }
    assertThat(dirty.pause(end - 1)).isEqualTo(1);
    assertThat(dirty.take(end)).containsOnlyKeys(A);
    assertThat(dirty.pause(end)).isEqualTo(Long.MAX_VALUE);
    dirty.add(A, ANY, end + 1);
    assertThat(dirty.take(end + 20)).isEmpty();
    assertThat(dirty.take(end + 21)).containsOnlyKeys(A);
  }

  @Test
  void itTellsWhichEntriesChangedWhileThatIsKnownAndNotTooMuch() {
    dirty.add(A, Set.of(A.resolve("1")), 0);
    dirty.add(A, Set.of(A.resolve("2")), 0);
    dirty.add(B, Set.of(B.resolve("1")), 0);
    assertThat(dirty.take(20))
        .containsEntry(A, Set.of(A.resolve("1"), A.resolve("2")))
        .containsEntry(B, Set.of(B.resolve("1")));
    dirty.add(A, Set.of(A.resolve("3")), 30);
    assertThat(dirty.take(50)).as("since it was taken").containsEntry(A, Set.of(A.resolve("3")));

    dirty.add(A, Set.of(A.resolve("1")), 60);
    dirty.add(A, ANY, 60);
    dirty.add(A, Set.of(A.resolve("2")), 60);
    dirty.add(B, some(60), 60);
    dirty.add(B, some(Dirty.MOST_ENTRIES + 1), 60);
    assertThat(dirty.take(80)).containsEntry(A, ANY).containsEntry(B, ANY);
  }

  private static Set<Path> some(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> B.resolve(String.valueOf(number)))
        .collect(Collectors.toSet());
  }
}
