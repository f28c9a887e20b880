package io.sozu.pki.internal.watch;

import static org.awaitility.Awaitility.await;

import io.sozu.pki.internal.read.Readers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More events than the JDK keeps for a folder (512), while whoever is told is held up. Nobody can
 * see how many the JDK's own thread has taken from the system, so they go on until it is told.
 */
final class TreeWatchOverflowTest implements TreeWatch.Listener {
  private static final int MORE = 600;
  private static final Duration HELD_UP = Duration.ofMillis(300);

  private final AtomicInteger missed = new AtomicInteger();

  @Override
  public void changed(Path folder, Set<Path> entries) {
    try {
      Thread.sleep(HELD_UP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void missed() {
    missed.incrementAndGet();
  }

  @Test
  void whatIsLostIsToldAsMissed(@TempDir Path root) throws IOException {
    try (TreeWatch watch = new TreeWatch(root, "overflow-test", this, new Readers())) {
      watch.watch(List.of(root));
      await()
          .until(
              () -> {
                for (int i = 0; i < MORE; i++) {
                  Files.createTempFile(root, "f", "");
                }
                return missed.get() > 0;
              });
    }
  }
}
