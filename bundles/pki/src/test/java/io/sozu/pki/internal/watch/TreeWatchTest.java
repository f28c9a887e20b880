package io.sozu.pki.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.pki.internal.read.Readers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreeWatchTest implements TreeWatch.Listener {
  private final Path root;
  private final TreeWatch watch;
  private final Set<Path> changed = ConcurrentHashMap.newKeySet();
  private final Set<Path> told = ConcurrentHashMap.newKeySet();

  TreeWatchTest(@TempDir Path folder) throws IOException {
    root = folder.toRealPath();
    watch = new TreeWatch(root, "tree-watch-test", this, new Readers());
  }

  @AfterEach
  void close() {
    watch.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("tree-watch-test");
  }

  @Override
  public void changed(Path folder, Set<Path> entries) {
    changed.add(folder);
    told.add(folder);
  }

  @Override
  public void missed() {
    throw new AssertionError("nothing is missed of so little");
  }

  private void tells(Path folder) {
    await().until(() -> changed.contains(folder));
    changed.clear();
  }

  @Test
  void writtenRenamedLinkedAndDeletedAreTold() throws IOException {
    assertThat(watch.watch(List.of(root)).fresh()).containsExactly(root);
    Path file = root.resolve("file");
    Files.writeString(file, "x");
    tells(root);
    Files.move(file, root.resolve("other"));
    tells(root);
    Files.createSymbolicLink(root.resolve("fresh"), Path.of("one"));
    tells(root);
    Files.move(root.resolve("fresh"), root.resolve("link"), StandardCopyOption.ATOMIC_MOVE);
    tells(root);
    Files.delete(root.resolve("other"));
    tells(root);
    assertThat(told).as("folders, and no files in them").containsOnly(root);
  }

  @Test
  void aFolderThatIsMadeAgainIsToldByItsName() throws IOException {
    Path folder = Files.createDirectory(root.resolve("folder"));
    watch.watch(List.of(root, folder));
    Files.delete(folder);
    tells(folder);
    Files.createDirectory(folder);
    tells(folder);
    await().until(() -> watch.watch(List.of(root, folder)).fresh().contains(folder));
    Files.writeString(folder.resolve("x"), "x");
    tells(folder);
  }

  @Test
  void twoPathsToOneFolderAreBothTold() throws IOException {
    Path folder = Files.createDirectory(root.resolve("folder"));
    Path alias = Files.createSymbolicLink(root.resolve("alias"), folder);
    watch.watch(List.of(folder, alias));
    Files.writeString(folder.resolve("x"), "x");
    await().until(() -> changed.containsAll(Set.of(folder, alias)));
    watch.watch(List.of(alias));
    changed.clear();
    Files.writeString(folder.resolve("y"), "y");
    tells(alias);
  }

  @Test
  void aLinkThatIsTurnedIsWatchedAgainWithAllBelow() throws IOException {
    Files.createDirectories(root.resolve("v1/shop"));
    Path second = Files.createDirectories(root.resolve("v2/shop"));
    Path link = Files.createSymbolicLink(root.resolve("live"), Path.of("v1"));
    List<Path> folders = List.of(root, link, link.resolve("shop"));
    watch.watch(folders);
    Files.createSymbolicLink(root.resolve("fresh"), Path.of("v2"));
    Files.move(root.resolve("fresh"), link, StandardCopyOption.ATOMIC_MOVE);
    tells(link);
    assertThat(watch.watch(folders).fresh()).containsExactlyInAnyOrder(link, link.resolve("shop"));
    Files.writeString(second.resolve("x"), "x");
    tells(link.resolve("shop"));
  }

  @Test
  void aFolderThatNobodyTellsWasExchangedIsWatchedAgain() throws IOException {
    Path folder = Files.createDirectory(root.resolve("folder"));
    watch.watch(List.of(folder));
    Files.move(folder, root.resolve("old"));
    Files.createDirectory(folder);
    assertThat(watch.watch(List.of(folder)).fresh()).containsExactly(folder);
    Files.writeString(folder.resolve("x"), "x");
    tells(folder);
  }

  @Test
  void aFolderThatIsNotThereIsToldAsUnwatched() {
    Path none = root.resolve("none");
    assertThat(watch.watch(List.of(none)).unwatched()).containsExactly(none);
  }
}
