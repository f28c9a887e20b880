package io.sozu.pki.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sozu.pki.internal.read.Readers;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder that the system says nothing about, as of a mount whose server is away. */
@Timeout(60)
final class TreeWatchAwayTest implements TreeWatch.Listener, Folders {
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final Path root;
  private final Path away;
  private final TreeWatch watch;
  private final Set<Path> changed = ConcurrentHashMap.newKeySet();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch back = new CountDownLatch(1);

  /** Whether it is known which folder it is, and it cannot be registered all the same. */
  private volatile boolean known;

  private volatile @Nullable WatchService service;

  TreeWatchAwayTest(@TempDir Path folder) throws IOException {
    root = folder.toRealPath();
    away = Files.createDirectory(root.resolve("away"));
    watch = new TreeWatch(root, "away-test", this, new Readers(DEADLINE), this);
    assertThat(watch.watch(List.of(root)).fresh()).containsExactly(root);
  }

  @AfterEach
  void close() {
    back.countDown();
    watch.close();
  }

  @Override
  public void changed(Path folder, Set<Path> entries) {
    changed.add(folder);
  }

  @Override
  public void missed() {
    throw new AssertionError("nothing is missed of so little");
  }

  private void waits(Path path, boolean here) {
    if (here && path.equals(away)) {
      asked.countDown();
      try {
        back.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public @Nullable Object identity(Path path) {
    waits(path, !known);
    return SYSTEM.identity(path);
  }

  @Override
  public WatchKey register(Path path, WatchService now) throws IOException {
    service = now;
    waits(path, known);
    return SYSTEM.register(path, now);
  }

  private CompletableFuture<TreeWatch.Watched> watching() {
    return CompletableFuture.supplyAsync(() -> watch.watch(List.of(root, away)));
  }

  private void tells(Path folder, String file) throws IOException {
    changed.clear();
    Files.createFile(folder.resolve(file));
    await().until(() -> changed.contains(folder));
  }

  private TreeWatch.Watched watchedAtOnce() {
    long begin = System.nanoTime();
    TreeWatch.Watched watched = watch.watch(List.of(root, away));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(DEADLINE.dividedBy(2));
    return watched;
  }

  private static void hasEnded(String name) {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain(name);
  }

  @Test
  void oneThatIsNotKnownHoldsUpNoOther() throws Exception {
    CompletableFuture<TreeWatch.Watched> later = watching();
    asked.await();
    tells(root, "x");
    assertThat(later).as("still asking").isNotDone();
    assertThat(later.get().unwatched()).containsExactly(away);
    assertThat(watchedAtOnce().unwatched()).containsExactly(away);
    assertThat(watch.isHeldUp()).isFalse();
    tells(root, "y");

    back.countDown();
    await().until(() -> watch.watch(List.of(root, away)).fresh().contains(away));
    tells(away, "z");
  }

  @Test
  void whileOneIsNotRegisteredNothingCountsAsWatched() throws Exception {
    known = true;
    CompletableFuture<TreeWatch.Watched> later = watching();
    asked.await();
    assertThat(later.get().unwatched()).containsExactlyInAnyOrder(root, away);
    assertThat(watch.isHeldUp()).isTrue();
    assertThat(watchedAtOnce().unwatched()).containsExactlyInAnyOrder(root, away);

    back.countDown();
    await().until(() -> watch.watch(List.of(root, away)).fresh().contains(away));
    assertThat(watch.isHeldUp()).isFalse();
    tells(away, "z");
    tells(root, "x");
  }

  @Test
  void itEndsWhileOneIsNotKnown() throws Exception {
    CompletableFuture<TreeWatch.Watched> later = watching();
    asked.await();
    watch.close();
    assertThat(later).as("still asking").isNotDone();
    hasEnded("away-test");
    assertThat(later.get().fresh()).isEmpty();
  }

  @Test
  void itEndsWhileOneIsNotRegistered() throws Exception {
    known = true;
    CompletableFuture<TreeWatch.Watched> later = watching();
    asked.await();
    watch.close();
    assertThat(later).as("still asking").isNotDone();
    hasEnded("away-test");
    later.get();
    back.countDown();
    WatchService now = Objects.requireNonNull(service);
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(now::poll)
                    .as("closed by whoever was answered")
                    .isInstanceOf(ClosedWatchServiceException.class));
  }
}
