package io.sozu.pki.internal.read;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the file system says of a source's files; another one means that they changed.
 *
 * @param text of each file: which one it is, its size and its times
 * @param modified when the last of them was changed
 */
public record Stamp(String text, Instant modified) {
  /** The coarsest clock of a file system that anybody still uses. */
  private static final Duration GRAIN = Duration.ofSeconds(2);

  /** All at once. The ctime is when the i-node was changed, which nobody can set back. */
  private static final String ATTRIBUTES =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
          ? "unix:fileKey,size,lastModifiedTime,ctime"
          : "fileKey,size,lastModifiedTime";

  static Stamp of(Source source) {
    StringBuilder text = new StringBuilder();
    Instant modified = Instant.EPOCH;
    for (Path file : source.files()) {
      try {
        Map<String, Object> attributes = Files.readAttributes(file, ATTRIBUTES);
        if (attributes.get("lastModifiedTime") instanceof FileTime time
            && time.toInstant().isAfter(modified)) {
          modified = time.toInstant();
        }
        text.append(new TreeMap<>(attributes)).append('\n');
      } catch (IOException e) {
        text.append(e.getClass().getSimpleName()).append('\n');
      }
    }
    return new Stamp(text.toString(), modified);
  }

  /** Whether a later change would show: one within the grain of the clock may not. */
  boolean tells(Instant readAt) {
    return modified.plus(GRAIN).isBefore(readAt);
  }
}
