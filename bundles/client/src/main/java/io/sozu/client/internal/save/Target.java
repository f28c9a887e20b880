package io.sozu.client.internal.save;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
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

  /** What a file has that nobody has written to; Sōzu's state may be empty, but never this. */
  private static final byte[] UNTOUCHED =
      "Sōzu's state is to be written here".getBytes(StandardCharsets.UTF_8);

  /**
   * Writes it anew; a failure leaves the old one.
   *
   * @param uid user that writes, or -1 while that is not known
   * @param writer has the path written that it is given; the file is there already
   */
  void write(long uid, Consumer<String> writer) throws IOException {
    Path temporary = Files.createTempFile(folder(), prefix(), END, PRIVATE);
    try {
      if (uid > 0 && isRoots(temporary)) {
        Files.setAttribute(temporary, UID, (int) uid, LinkOption.NOFOLLOW_LINKS);
      }
      Files.write(temporary, UNTOUCHED);
      writer.accept(temporary.toString());
      if (untouched(temporary)) {
        throw new IOException("Sōzu wrote nothing there: does it see the same file system?");
      }
      force(temporary, StandardOpenOption.WRITE);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      force(folder(), StandardOpenOption.READ);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Whether there is a file yet. */
  boolean exists() {
    return Files.exists(file);
  }

  private static boolean untouched(Path temporary) throws IOException {
    try (InputStream in = Files.newInputStream(temporary)) {
      return Arrays.equals(in.readNBytes(UNTOUCHED.length), UNTOUCHED);
    }
  }

  /** On disk, a file's content, a folder's names, so that no loss of power brings the old back. */
  private static void force(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  /** Removes what a killed process left: private keys are in it. */
  void removeLeftovers() {
    Pattern ours = Pattern.compile(Pattern.quote(prefix()) + "[0-9]+" + Pattern.quote(END));
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(
            folder(), path -> ours.matcher(path.getFileName().toString()).matches())) {
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
    return "." + file.getFileName() + ".sozu-";
  }

  private static boolean isRoots(Path path) throws IOException {
    return ((Number) Files.getAttribute(path, UID)).longValue() == 0;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
