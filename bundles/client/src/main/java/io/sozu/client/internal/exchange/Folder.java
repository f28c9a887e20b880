package io.sozu.client.internal.exchange;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One private folder (0700; 0711 when we are root and Sōzu is not) whose files (0600) belong to the
 * user that Sōzu runs as, if we may give them away.
 */
final class Folder implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final String UID = "unix:uid";

  private final Path path;
  private final FileChannel lock;
  private final AtomicLong next = new AtomicLong();

  private Folder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Makes a folder in {@code base} that no other process uses. */
  static Folder in(Path base, String instance) throws IOException {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    String name =
        "sozu-"
            + instance.replaceAll("[^A-Za-z0-9._-]", "_")
            + "-"
            + ProcessHandle.current().pid()
            + "-"
            + HexFormat.of().formatHex(random);
    Path path = Files.createDirectory(base.resolve(name), PRIVATE_FOLDER);
    FileChannel lock = null;
    try {
      lock =
          FileChannel.open(
              path.resolve(Leftovers.LOCK),
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PRIVATE_FILE);
      lock.lock();
      return new Folder(path, lock);
    } catch (IOException e) {
      if (lock != null) {
        lock.close();
      }
      Leftovers.delete(path);
      throw e;
    }
  }

  Path path() {
    return path;
  }

  /**
   * Lets Sōzu's user reach its files. Only root may, and only then it is needed: what a user other
   * than Sōzu's cannot give away the probe finds out. The folder stays ours, because whoever owns
   * it could put a link in the place of a file that we, as root, write or give away.
   *
   * @param uid user that Sōzu runs as, or -1 while that is not known
   */
  void giveTo(long uid) throws IOException {
    if (uid > 0 && isRoot()) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
    }
  }

  /** A new empty file, 0600. Sōzu keeps the mode of a file that it writes to. */
  Path create(long uid) throws IOException {
    Path file = Files.createFile(path.resolve(next.incrementAndGet() + ".state"), PRIVATE_FILE);
    if (uid >= 0 && isRoot() && owner(file) != uid) {
      Files.setAttribute(file, UID, (int) uid, LinkOption.NOFOLLOW_LINKS);
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    lock.close();
    if (Files.exists(path)) {
      Leftovers.delete(path);
    }
  }

  private boolean isRoot() throws IOException {
    return owner(path.resolve(Leftovers.LOCK)) == 0;
  }

  private static long owner(Path file) throws IOException {
    return ((Number) Files.getAttribute(file, UID)).longValue();
  }
}
