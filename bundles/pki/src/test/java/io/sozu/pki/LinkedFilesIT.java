package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Symbolic links to files that others renew where those are; only the watch can notice. */
final class LinkedFilesIT extends UnderHandshakes {
  private static final String NAME = "linked.example";

  private final Path outside;
  private TestCertificate served = TestCertificate.of(NAME);

  LinkedFilesIT(@TempDir Path folder) throws IOException {
    super(folder, LONG_GRACE);
    outside = Files.createDirectory(folder.resolve("outside"));
  }

  /** So that the folder is watched before there are links. */
  @BeforeEach
  void another() throws IOException {
    TestCertificate another = TestCertificate.of("another.linked.example");
    write("another", another);
    serves(another);
    rush.expect(another);
  }

  private static void put(Path folder, TestCertificate certificate) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("a.key"), certificate.keyPem());
    Files.writeString(folder.resolve("a.crt"), certificate.pem());
  }

  private void link(Path folder) throws IOException {
    for (String file : new String[] {"a.key", "a.crt"}) {
      Files.createSymbolicLink(root.resolve(file), folder.resolve(file));
    }
    serves(served);
    rush.expect(served);
  }

  /** Something is done that has a fresh certificate in the place of the one that is served. */
  private void renew(Doing doing) throws IOException {
    TestCertificate fresh = TestCertificate.of(NAME);
    rush.expect(served, fresh);
    doing.with(fresh);
    serves(fresh);
    rush.expect(fresh);
    served = fresh;
    isReady();
  }

  private interface Doing {
    void with(TestCertificate fresh) throws IOException;
  }

  /** Turns a link as {@code ln -sfn} does, by a rename. */
  private static void turn(Path link, Path target) throws IOException {
    Path fresh = link.resolveSibling("." + link.getFileName() + ".new");
    Files.createSymbolicLink(fresh, target);
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void whatIsWrittenWhereALinkLeadsIsServed() throws IOException {
    put(outside, served);
    link(outside);
    for (int i = 0; i < 3; i++) {
      renew(fresh -> put(outside, fresh));
    }
    renew(
        fresh -> {
          Path beside = outside.resolve("new");
          put(beside, fresh);
          for (String file : new String[] {"a.key", "a.crt"}) {
            Files.move(beside.resolve(file), outside.resolve(file), StandardCopyOption.ATOMIC_MOVE);
          }
        });
  }

  @Test
  void aLinkOnTheWayThatIsTurnedIsNoticed() throws IOException {
    Path current = outside.resolve("current");
    put(outside.resolve("v1"), served);
    Files.createSymbolicLink(current, Path.of("v1"));
    link(current);
    for (String version : new String[] {"v2", "v3"}) {
      renew(
          fresh -> {
            put(outside.resolve(version), fresh);
            turn(current, Path.of(version));
          });
    }
    renew(fresh -> put(outside.resolve("v3"), fresh));
  }

  @Test
  void aLinkOnTheWayToAFolderThatIsTurnedIsNoticed() throws IOException {
    Path current = outside.resolve("current");
    put(outside.resolve("v1"), served);
    Files.createSymbolicLink(current, Path.of("v1"));
    Files.createSymbolicLink(root.resolve("folder"), current);
    serves(served);
    rush.expect(served);
    renew(
        fresh -> {
          put(outside.resolve("v2"), fresh);
          turn(current, Path.of("v2"));
        });
  }

  @Test
  void aLinkIntoAnotherFolderOfTheTreeIsNoticed() throws IOException {
    Path store = Files.createDirectory(root.resolve("store"));
    Files.writeString(store.resolve("a.key.1"), served.keyPem());
    Files.writeString(store.resolve("a.crt.1"), served.pem());
    Files.createSymbolicLink(root.resolve("a.key"), store.resolve("a.key.1"));
    Files.createSymbolicLink(root.resolve("a.crt"), store.resolve("a.crt.1"));
    serves(served);
    rush.expect(served);
    renew(
        fresh -> {
          Files.writeString(store.resolve("a.key.1"), fresh.keyPem());
          Files.writeString(store.resolve("a.crt.1"), fresh.pem());
        });
  }

  /** What else happens there is nobody's concern: it may be a folder such as /tmp. */
  @Test
  void otherFilesWhereALinkLeadsAreNotLookedAt() throws IOException {
    put(outside, served);
    link(outside);
    isReady();
    TestCertificate stranger = TestCertificate.of("stranger.linked.example");
    Files.writeString(outside.resolve("stranger.key"), stranger.keyPem());
    Files.writeString(outside.resolve("stranger.crt"), stranger.pem());
    looksAgain();
    assertThat(isInSozu(stranger)).isFalse();
    renew(fresh -> put(outside, fresh));
  }
}
