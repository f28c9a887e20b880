package io.sozu.client.internal.exchange;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the folders of processes that were killed: private keys may be in them. */
final class Leftovers {
  /** Held for as long as its process lives, also where process ids mean nothing to each other. */
  static final String LOCK = "lock";

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final Pattern FOLDER = Pattern.compile("sozu-.+-(\\d{1,10})-[0-9a-f]{16}");

  private Leftovers() {}

  /** Removes what dead processes left in {@code base}; what cannot be removed stays. */
  static void remove(Path base) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(base, "sozu-*")) {
      for (Path folder : folders) {
        if (isDead(folder)) {
          delete(folder);
          LOG.info("removed {}, left by a process that was killed", folder);
        }
      }
    } catch (IOException e) {
      LOG.debug("leftovers in {} stay: {}", base, e.toString());
    }
  }

  private static boolean isDead(Path folder) {
    Matcher name = FOLDER.matcher(folder.getFileName().toString());
    try {
      return name.matches()
          && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
          && isOurs(folder)
          && isUnlocked(folder.resolve(LOCK));
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} stays: {}", folder, e.toString());
      return false;
    }
  }

  /**
   * Anybody may make a folder of such a name where everybody may write. One that nobody else can
   * change is ours, and in such a place nobody else can put another in its stead.
   */
  private static boolean isOurs(Path folder) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    UserPrincipal us =
        folder
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(System.getProperty("user.name"));
    return attributes.isDirectory()
        && attributes.owner().equals(us)
        && !attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
        && !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
  }

  /** A process in another container may live although its id does not mean anything here. */
  private static boolean isUnlocked(Path lock) {
    if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock mine = channel.tryLock()) {
      return mine != null;
    } catch (IOException e) {
      // Another user's, or somebody removes it this moment.
      return false;
    }
  }

  /** Deletes a folder of files. */
  static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
