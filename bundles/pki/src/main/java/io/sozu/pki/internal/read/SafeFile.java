package io.sozu.pki.internal.read;

import io.sozu.pki.Fault.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/** Reads a file of a folder that anybody may have written to: a regular one, of a bounded size. */
final class SafeFile {
  /**
   * More than any certificate has, and less than what Sōzu reads at once: 2,000,000 bytes by
   * default, of which a record of a state file needs some for itself.
   */
  static final int MOST = 1_000_000;

  private SafeFile() {}

  static byte[] read(Path file) throws Unusable {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      // A pipe would hold us until somebody writes, a device may never end.
      if (!attributes.isRegularFile()) {
        throw Unusable.file(
            Cause.NOT_A_FILE,
            file,
            attributes.isDirectory() ? "is a folder" : "is a pipe, a device or a socket");
      }
      byte[] content;
      try (InputStream in = Files.newInputStream(file)) {
        content = in.readNBytes(MOST + 1);
      }
      if (content.length > MOST) {
        throw Unusable.file(
            Cause.TOO_LARGE, file, "is larger than " + MOST + " bytes, more than Sōzu takes");
      }
      if (content.length == 0) {
        throw Unusable.file(Cause.EMPTY, file, "is empty");
      }
      return content;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  static Unusable failed(Path file, IOException e) {
    if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
      return Unusable.file(Cause.MISSING, file, "is not there");
    }
    if (e instanceof AccessDeniedException) {
      return Unusable.file(
          Cause.UNREADABLE,
          file,
          "may not be read by the user " + System.getProperty("user.name") + ", whom this runs as");
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    String said = reason == null ? e.getClass().getSimpleName() : reason;
    if (e instanceof FileSystemLoopException
        || said.toLowerCase(Locale.ROOT).contains("levels of symbolic links")) {
      return Unusable.file(Cause.LINK_LOOP, file, "is a symbolic link that leads back to itself");
    }
    return Unusable.file(Cause.UNREADABLE, file, "cannot be read: " + said);
  }
}
