package io.sozu.client.internal.save;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is always whole: written beside itself, private (0600), then put in its own place.
 */
record Target(Path file) {
  private static final Logger LOG = LoggerFactory.getLogger(Target.class);
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final String UID = "unix:uid";
  private static final String END = ".tmp";

  /**
   * Writes it anew; a failure leaves the old one.
   *
   * @param uid user that writes, or -1 while that is not known
   * @param writer has the path written that it is given; the file is there already, empty
   */
  void write(long uid, Consumer<String> writer) throws IOException {
    Path temporary = Files.createTempFile(folder(), prefix(), END, PRIVATE);
    try {
      if (uid > 0 && isRoots(temporary)) {
        Files.setAttribute(temporary, UID, (int) uid, LinkOption.NOFOLLOW_LINKS);
      }
      writer.accept(temporary.toString());
      if (Files.size(temporary) == 0) {
        throw new IOException("Sōzu wrote nothing there: does it see the same file system?");
      }
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Removes what a killed process left: private keys are in it. */
  void removeLeftovers() {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder(), prefix() + "*" + END)) {
      for (Path path : left) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      LOG.debug("{} is not there yet", folder());
    } catch (IOException e) {
      LOG.warn("leftovers beside {} stay: {}", file, e.toString());
    }
  }

  private Path folder() {
    Path folder = file.getParent();
    return folder == null ? Path.of("/") : folder;
  }

  private String prefix() {
    return "." + file.getFileName() + ".";
  }

  private static boolean isRoots(Path path) throws IOException {
    return ((Number) Files.getAttribute(path, UID)).longValue() == 0;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
