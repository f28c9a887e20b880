package io.sozu.pki.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.Fault.Cause;
import io.sozu.pki.Layout;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LibraryTest {
  private static final TestCertificate A = TestCertificate.of("a.example");
  private static final TestCertificate B = TestCertificate.of("b.example");

  private final Path root;
  private final Library library;

  LibraryTest(@TempDir Path root) {
    this.root = root;
    this.library =
        new Library(
            root,
            new Recogniser(root, EnumSet.allOf(Layout.class), null, null),
            new PairReader(KeyAccess.WARN, Clock.systemUTC()),
            Clock.systemUTC());
  }

  private static void write(Path folder, String crt, String key, TestCertificate certificate)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(crt), certificate.pem());
    Files.writeString(folder.resolve(key), certificate.keyPem());
  }

  private List<String> fingerprints() {
    return library.readings().stream()
        .map(Reading::pair)
        .filter(Objects::nonNull)
        .map(Pair::fingerprint)
        .toList();
  }

  @Test
  void layoutsMayBeMixedInOneTree() throws IOException {
    write(root.resolve("a"), "a.crt", "a.key", A);
    write(root.resolve("deep/er/b"), "tls.crt", "tls.key", B);
    library.lookAll();
    assertThat(fingerprints()).containsExactlyInAnyOrder(A.fingerprint(), B.fingerprint());
    assertThat(library.troubles()).isEmpty();
  }

  @Test
  void certbotsRenewalIsSeenThroughItsLinks() throws IOException {
    Path archive = root.resolve("archive/a.example");
    Path live = Files.createDirectories(root.resolve("live/a.example"));
    write(archive, "fullchain1.pem", "privkey1.pem", A);
    write(archive, "fullchain2.pem", "privkey2.pem", B);
    for (String name : List.of("fullchain", "privkey")) {
      Files.createSymbolicLink(
          live.resolve(name + ".pem"), Path.of("../../archive/a.example/" + name + "1.pem"));
    }
    library.lookAll();
    assertThat(fingerprints()).as("nothing of archive").containsExactly(A.fingerprint());

    for (String name : List.of("fullchain", "privkey")) {
      Path fresh = live.resolve("." + name);
      Files.createSymbolicLink(fresh, Path.of("../../archive/a.example/" + name + "2.pem"));
      Files.move(fresh, live.resolve(name + ".pem"), StandardCopyOption.ATOMIC_MOVE);
      library.look(Set.of(live));
    }
    assertThat(fingerprints()).containsExactly(B.fingerprint());
  }

  @Test
  void theSwapOfAKubernetesMountIsSeen() throws IOException {
    Path mount = Files.createDirectories(root.resolve("mount"));
    write(mount.resolve("..2026_1"), "tls.crt", "tls.key", A);
    Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_1"));
    for (String name : List.of("tls.crt", "tls.key")) {
      Files.createSymbolicLink(mount.resolve(name), Path.of("..data/" + name));
    }
    library.lookAll();
    assertThat(fingerprints()).as("once, not by every way").containsExactly(A.fingerprint());

    write(mount.resolve("..2026_2"), "tls.crt", "tls.key", B);
    Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2026_2"));
    Files.move(
        mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    library.lookAll();
    assertThat(fingerprints()).containsExactly(B.fingerprint());
  }

  @Test
  void aLookAtOneFolderFindsWhatIsNewBelowAndForgetsWhatIsGone() throws IOException {
    write(root.resolve("a"), "a.crt", "a.key", A);
    library.lookAll();
    write(root.resolve("b/c"), "b.crt", "b.key", B);
    library.look(Set.of(root));
    assertThat(fingerprints()).containsExactlyInAnyOrder(A.fingerprint(), B.fingerprint());
    deleteAll(root.resolve("a"));
    library.look(Set.of(root));
    assertThat(fingerprints()).containsExactly(B.fingerprint());
    assertThat(library.folders())
        .containsExactlyInAnyOrder(root, root.resolve("b"), root.resolve("b/c"));
  }

  @Test
  void aFileThatIsWrittenAgainInTheSameMomentIsReadAgain() throws IOException {
    write(root, "a.crt", "a.key", A);
    library.lookAll();
    write(root, "a.crt", "a.key", B);
    library.lookAll();
    assertThat(fingerprints()).containsExactly(B.fingerprint());
  }

  @Test
  void loopsOfLinksEndAndAreTold() throws IOException {
    write(root.resolve("a"), "a.crt", "a.key", A);
    Files.createSymbolicLink(root.resolve("a/back"), root);
    library.lookAll();
    assertThat(fingerprints()).containsExactly(A.fingerprint());
    assertThat(library.troubles())
        .singleElement()
        .satisfies(trouble -> assertThat(trouble.cause()).isEqualTo(Cause.LINK_LOOP));
    assertThat(library.trouble()).isNull();
  }

  @Test
  void aRootThatIsNotThereIsTold() throws IOException {
    write(root, "a.crt", "a.key", A);
    library.lookAll();
    deleteAll(root);
    library.lookAll();
    assertThat(Objects.requireNonNull(library.trouble()).cause()).isEqualTo(Cause.MISSING);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
    }
  }
}
