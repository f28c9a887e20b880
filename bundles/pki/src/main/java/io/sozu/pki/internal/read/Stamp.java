package io.sozu.pki.internal.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * What the file system says of a source's files; another one means that they changed.
 *
 * @param text of each file: which one it is, its size and its times
 * @param modified when the last of them was changed
 */
public record Stamp(String text, Instant modified) {
  /** The coarsest clock of a file system that anybody still uses. */
  private static final Duration GRAIN = Duration.ofSeconds(2);

  static Stamp of(Source source) {
    StringBuilder text = new StringBuilder();
    Instant modified = Instant.EPOCH;
    for (Path file : source.files()) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Instant changed = attributes.lastModifiedTime().toInstant();
        modified = changed.isAfter(modified) ? changed : modified;
        text.append(attributes.fileKey())
            .append(' ')
            .append(attributes.size())
            .append(' ')
            .append(attributes.lastModifiedTime())
            .append(' ')
            .append(statusChange(file))
            .append('\n');
      } catch (IOException e) {
        text.append(e.getClass().getSimpleName()).append('\n');
      }
    }
    return new Stamp(text.toString(), modified);
  }

  /**
   * When its i-node was changed, which nobody can set back; nothing where there is no such time.
   */
  private static String statusChange(Path file) throws IOException {
    try {
      return Files.getAttribute(file, "unix:ctime") instanceof FileTime time ? time.toString() : "";
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return "";
    }
  }

  /** Whether a later change would show: one within the grain of the clock may not. */
  boolean tells(Instant readAt) {
    return modified.plus(GRAIN).isBefore(readAt);
  }
}
