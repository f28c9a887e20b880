package io.sozu.pki.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DirtyTest {
  private static final Path A = Path.of("/pki/a");
  private static final Path B = Path.of("/pki/b");

  private final Dirty dirty = new Dirty(Duration.ofNanos(20));

  @Test
  void oneThatWaitsLongEnoughIsGlancedAtOnceAfterEachChange() {
    Dirty patient = new Dirty(Duration.ofNanos(3 * Dirty.GLANCE));
    patient.add(A, 0);
    assertThat(patient.pause(0)).isEqualTo(Dirty.GLANCE);
    assertThat(patient.glance(Dirty.GLANCE - 1)).isEmpty();
    assertThat(patient.glance(Dirty.GLANCE)).containsExactly(A);
    assertThat(patient.glance(Dirty.GLANCE)).isEmpty();
    patient.add(A, Dirty.GLANCE);
    assertThat(patient.glance(2 * Dirty.GLANCE)).containsExactly(A);
    assertThat(patient.take(4 * Dirty.GLANCE)).as("it went on waiting").containsExactly(A);
    assertThat(patient.pause(4 * Dirty.GLANCE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aFolderIsTakenOnceItIsQuiet() {
    dirty.add(A, 100);
    dirty.add(A, 110);
    assertThat(dirty.take(129)).isEmpty();
    assertThat(dirty.pause(125)).isEqualTo(5);
    assertThat(dirty.take(130)).containsExactly(A);
    assertThat(dirty.take(1000)).isEmpty();
    assertThat(dirty.pause(1000)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void oneThatIsWrittenToHoldsUpNoOther() {
    dirty.add(A, 100);
    dirty.add(B, 119);
    assertThat(dirty.take(120)).containsExactly(A);
    assertThat(dirty.take(139)).containsExactly(B);
  }

  @Test
  void oneThatIsNeverQuietIsTakenInTheEnd() {
    long end = 100 + 20L * Dirty.PATIENCE;
    for (long now = 100; now < end; now += 10) {
      dirty.add(A, now);
      assertThat(dirty.take(now)).isEmpty();
    }
    assertThat(dirty.pause(end - 1)).isEqualTo(1);
    assertThat(dirty.take(end)).containsExactly(A);
    assertThat(dirty.pause(end)).isEqualTo(Long.MAX_VALUE);
    dirty.add(A, end + 1);
    assertThat(dirty.take(end + 20)).isEmpty();
    assertThat(dirty.take(end + 21)).containsExactly(A);
  }
}
