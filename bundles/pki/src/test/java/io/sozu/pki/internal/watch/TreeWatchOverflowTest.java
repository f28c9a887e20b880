package io.sozu.pki.internal.watch;

import static org.awaitility.Awaitility.await;

import io.sozu.pki.internal.read.Readers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More events than the JDK keeps for a folder (512), while whoever is told is held up. */
final class TreeWatchOverflowTest implements TreeWatch.Listener {
  private static final int MORE = 600;

  private final CountDownLatch held = new CountDownLatch(1);
  private final AtomicInteger told = new AtomicInteger();
  private final AtomicInteger missed = new AtomicInteger();

  @Override
  public void changed(Path folder) {
    told.incrementAndGet();
    try {
      held.await();
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
      Files.createFile(root.resolve("first"));
      await().until(() -> told.get() == 1);
      for (int i = 0; i < MORE; i++) {
        Files.createFile(root.resolve("f" + i));
      }
      held.countDown();
      await().until(() -> missed.get() > 0);
    }
  }
}
