package io.sozu.pki.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.pki.Fault.Cause;
import io.sozu.pki.Layout;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LibraryTest {
  private static final TestCertificate A = TestCertificate.of("a.example");
  private static final TestCertificate B = TestCertificate.of("b.example");
  private static final TestCertificate C = TestCertificate.of("c.example");

  private final Path root;
  private final Library library;

  LibraryTest(@TempDir Path root) {
    this.root = root;
    this.library = library(Clock.systemUTC());
  }

  private Library library(Clock clock) {
    return new Library(
        root,
        new Recogniser(root, EnumSet.allOf(Layout.class), null, null),
        new PairReader(KeyAccess.WARN, clock),
        clock);
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
      library.look(Map.of(live, Set.of()));
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
    library.look(Map.of(root, Set.of()));
    assertThat(fingerprints()).containsExactlyInAnyOrder(A.fingerprint(), B.fingerprint());
    deleteAll(root.resolve("a"));
    library.look(Map.of(root, Set.of()));
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
  void aGlanceTakesARenewalAndNothingThatMayBeHalfWritten() throws IOException {
    TestCertificate root1 = TestCertificate.authority("root");
    TestCertificate before = root1.issue("a.example");
    write(root, "a.crt", "a.key", before);
    Files.writeString(root.resolve("a.crt"), before.pem() + root1.pem());
    library.lookAll();

    TestCertificate after = root1.issue("a.example");
    Files.writeString(root.resolve("a.key"), after.keyPem());
    assertThat(glance(Map.of(root, Set.of()))).as("only the key").isFalse();
    Files.writeString(root.resolve("a.crt"), after.pem());
    assertThat(glance(Map.of(root, Set.of()))).as("without its chain").isFalse();
    assertThat(fingerprints()).containsExactly(before.fingerprint());

    Files.writeString(root.resolve("a.crt"), after.pem() + root1.pem());
    assertThat(glance(Map.of(root, Set.of()))).isTrue();
    assertThat(fingerprints()).containsExactly(after.fingerprint());
    assertThat(glance(Map.of(root, Set.of()))).as("it is known").isFalse();

    TestCertificate next = root1.issue("a.example");
    Files.writeString(root.resolve("a.key"), next.keyPem());
    library.look(Map.of(root, Set.of()));
    assertThat(fingerprints()).as("half a pair").isEmpty();
    Files.writeString(root.resolve("a.crt"), next.pem() + root1.pem());
    assertThat(glance(Map.of(root, Set.of()))).as("after a fault").isTrue();

    write(root, "b.crt", "b.key", B);
    assertThat(glance(Map.of(root, Set.of()))).as("a new one may not be complete").isFalse();
    TestCertificate other = root1.issue("a.example", "b.example");
    write(root, "a.crt", "a.key", other);
    Files.writeString(root.resolve("a.crt"), other.pem() + root1.pem());
    assertThat(glance(Map.of(root, Set.of()))).as("other names").isFalse();
  }

  @Test
  void whereItIsToldWhichFilesChangedOnlyThoseAreLookedAt() throws IOException {
    write(root, "a.crt", "a.key", A);
    write(root, "b.crt", "b.key", B);
    library.lookAll();
    library.settle();
    TestCertificate first = TestCertificate.of("a.example");
    TestCertificate second = TestCertificate.of("b.example");
    write(root, "a.crt", "a.key", first);
    write(root, "b.crt", "b.key", second);
    look("a.crt", "a.key", ".a.new", "a.crt.new");
    assertThat(fingerprints()).containsExactlyInAnyOrder(first.fingerprint(), B.fingerprint());
    assertThat(library.hasNews()).isTrue();
    assertThat(library.renewals()).hasValueSatisfying(renewed -> assertThat(renewed).hasSize(1));
    assertThat(glance(changed("b.crt"))).isTrue();
    assertThat(fingerprints()).containsExactlyInAnyOrder(first.fingerprint(), second.fingerprint());

    library.settle();
    look("a.crt", "b.key");
    assertThat(library.hasNews()).isFalse();

    write(root, "c.crt", "c.key", C);
    look("c.crt", "c.key");
    assertThat(library.renewals()).as("more than that").isEmpty();
  }

  @Test
  void theFolderIsListedWhereOtherFilesCameOrWent() throws IOException {
    write(root, "a.crt", "a.key", A);
    library.lookAll();
    write(root, "b.crt", "b.key", B);
    look("b.crt");
    assertThat(fingerprints()).as("new").contains(B.fingerprint());
    Files.delete(root.resolve("b.crt"));
    Files.delete(root.resolve("b.key"));
    look("b.key");
    assertThat(fingerprints()).as("gone").containsExactly(A.fingerprint());
    write(root.resolve("sub"), "c.crt", "c.key", B);
    look("sub");
    assertThat(fingerprints()).as("a folder").contains(B.fingerprint());
    deleteAll(root.resolve("sub"));
    look("sub");
    assertThat(fingerprints()).as("no folder").containsExactly(A.fingerprint());
  }

  @Test
  void aRenewalUnderAnotherNameIsMore() throws IOException {
    TestCertificate root1 = TestCertificate.authority("one");
    TestCertificate before = root1.issue("a.example");
    write(root, "old.crt", "old.key", before);
    library.lookAll();
    library.settle();
    Files.delete(root.resolve("old.crt"));
    Files.delete(root.resolve("old.key"));
    write(root, "new.crt", "new.key", root1.issue("a.example"));
    library.look(Map.of(root, Set.of()));
    assertThat(library.renewals()).isEmpty();
  }

  @Test
  void anotherNameOfAFileIsLookedAtWithIt() throws IOException {
    write(root, "a.crt", "a.key", A);
    Files.createLink(root.resolve("b.key"), root.resolve("a.key"));
    Files.createLink(root.resolve("b.crt"), root.resolve("a.crt"));
    library.lookAll();
    TestCertificate renewed = TestCertificate.of("a.example");
    write(root, "a.crt", "a.key", renewed);
    look("a.crt", "a.key");
    assertThat(fingerprints()).containsOnly(renewed.fingerprint()).hasSize(2);
  }

  @Test
  void whatALinkLeadsToInItsFolderIsLookedAtWithIt() throws IOException {
    write(root, "a.crt.1", "a.key.1", A);
    Files.createSymbolicLink(root.resolve("a.crt"), Path.of("a.crt.1"));
    Files.createSymbolicLink(root.resolve("a.key"), Path.of("a.key.1"));
    library.lookAll();
    TestCertificate renewed = TestCertificate.of("a.example");
    write(root, "a.crt.1", "a.key.1", renewed);
    look("a.crt.1");
    assertThat(fingerprints()).containsExactly(renewed.fingerprint());
  }

  /** Whether a glance finds anything. */
  private boolean glance(Map<Path, Set<Path>> changed) {
    library.settle();
    library.glance(changed);
    return library.hasNews();
  }

  private void look(String... entries) {
    library.look(changed(entries));
  }

  private Map<Path, Set<Path>> changed(String... entries) {
    return Map.of(root, Arrays.stream(entries).map(root::resolve).collect(Collectors.toSet()));
  }

  @Test
  void aKeyIsNeverSentForAnotherCertificateThanTheOneThatWasRead() throws Exception {
    write(root, "a.crt", "a.key", A);
    library.lookAll();
    Reading known = library.readings().iterator().next();
    Pair pair = Objects.requireNonNull(known.pair());
    assertThat(library.certificate(known.source(), pair, List.of("n")).getCertificate())
        .isEqualTo(A.pem());

    write(root, "a.crt", "a.key", B);
    assertThat(glance(Map.of(root, Set.of()))).as("for other names").isFalse();
    assertThat(library.certificate(known.source(), pair, List.of("n")).getCertificate())
        .as("what was read and passed every check")
        .isEqualTo(A.pem());
    library.forgetKeys();
    assertThatThrownBy(() -> library.certificate(known.source(), pair, List.of("n")))
        .isInstanceOf(Unusable.class)
        .hasMessageContaining("has changed since it was read");
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

  @Test
  void aFileWhoseNameIsNoTextIsReadAllTheSame() throws Exception {
    write(root, "a.crt", "a.key", A);
    String rename = "for e in crt key; do mv a.$e \"$(printf '\\377').$e\"; done";
    Process shell =
        new ProcessBuilder("sh", "-c", rename).directory(root.toFile()).inheritIO().start();
    assertThat(shell.waitFor()).isZero();
    library.lookAll();
    assertThat(fingerprints()).containsExactly(A.fingerprint());
  }

  @Test
  void aFolderThatCannotBeReachedIsTroubleAndNotGone() throws IOException {
    Path mount = root.resolveSibling(root.getFileName() + "-mount");
    write(mount, "a.crt", "a.key", A);
    Path link = Files.createSymbolicLink(root.resolve("shop"), mount);
    library.lookAll();
    assertThat(fingerprints()).containsExactly(A.fingerprint());
    assertThat(library.troubles()).isEmpty();
    deleteAll(mount);
    library.look(Map.of(root, Set.of()));
    assertThat(library.troubles())
        .singleElement()
        .satisfies(trouble -> assertThat(trouble.file()).isEqualTo(link));
    assertThat(library.trouble()).isNull();
  }

  @Test
  void aLinkThatIsTurnedLeadsToAnotherTree() throws IOException {
    write(root.resolve(".v1/shop"), "a.crt", "a.key", A);
    write(root.resolve(".v2/shop"), "a.crt", "a.key", B);
    Path live = Files.createSymbolicLink(root.resolve("current"), Path.of(".v1"));
    library.lookAll();
    Path fresh = Files.createSymbolicLink(root.resolve(".fresh"), Path.of(".v2"));
    Files.move(fresh, live, StandardCopyOption.ATOMIC_MOVE);
    library.look(Map.of(root, Set.of()));
    assertThat(fingerprints()).containsExactly(B.fingerprint());
    Files.delete(live);
    Files.createSymbolicLink(live, Path.of(".v1"));
    library.look(Map.of(live, Set.of()));
    assertThat(fingerprints()).containsExactly(A.fingerprint());
  }

  @Test
  void aLinkToEverythingIsToldOnceAndHoldsUpNothing(@TempDir Path everything) throws IOException {
    for (int i = 0; i <= Tree.MOST_LINKED; i++) {
      Files.createDirectory(everything.resolve("f" + i));
    }
    Path link = Files.createSymbolicLink(root.resolve("a-link"), everything);
    write(root.resolve("b"), "b.crt", "b.key", B);
    library.lookAll();
    assertThat(fingerprints()).containsExactly(B.fingerprint());
    assertThat(library.folders()).hasSize(Tree.MOST_LINKED + 2);
    assertThat(library.troubles())
        .singleElement()
        .satisfies(trouble -> assertThat(trouble.file()).isEqualTo(link));
  }

  @Test
  void onlyWhatChangedInAFolderIsReadAgain() throws IOException {
    write(root, "a.crt", "a.key", A);
    // When a change would show in the times of its files.
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10));
    Library library = library(later);
    library.lookAll();
    Reading first = library.readings().iterator().next();
    write(root, "b.crt", "b.key", B);
    library.look(Map.of(root, Set.of()));
    assertThat(library.readings())
        .hasSize(2)
        .anySatisfy(reading -> assertThat(reading).isSameAs(first));
  }

  @Test
  void whatCertbotKeepsForItselfIsPassedOver() throws IOException {
    write(root.resolve("live/a.example"), "fullchain.pem", "privkey.pem", A);
    for (String name : List.of("keys", "csr", "accounts", "archive")) {
      Files.createDirectory(root.resolve(name));
      Files.writeString(root.resolve(name).resolve("0000_key-certbot.pem"), B.keyPem());
    }
    library.lookAll();
    assertThat(library.readings()).hasSize(1);
    assertThat(fingerprints()).containsExactly(A.fingerprint());
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
    }
  }
}
