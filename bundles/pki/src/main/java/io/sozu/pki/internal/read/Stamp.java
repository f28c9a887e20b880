package io.sozu.pki.internal.read;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of a source's files; another one means that they changed.
 *
 * @param files of each what it is told by: which one it is, its size and its times
 * @param modified when the last of them was written, as whoever wrote it says
 * @param changed when anything of them was changed, as the file system says
 */
public record Stamp(List<Object> files, Instant modified, Instant changed) {
  public Stamp {
    files = List.copyOf(files);
  }

  /** The coarsest clock of a file system that anybody still uses. */
  private static final Duration GRAIN = Duration.ofSeconds(2);

  /** Whether the system tells what Unix knows of a file. */
  static final boolean IS_UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  /** All at once. The ctime is when the i-node was changed, which nobody can set back. */
  private static final String ATTRIBUTES =
      IS_UNIX ? "unix:fileKey,size,lastModifiedTime,ctime" : "fileKey,size,lastModifiedTime";

  /** Of files that do not answer. */
  static final Stamp NONE = new Stamp(List.of(), Instant.EPOCH, Instant.EPOCH);

  static Stamp of(Source source) {
    List<Object> files = new ArrayList<>();
    Instant modified = Instant.EPOCH;
    Instant changed = Instant.EPOCH;
    for (Path file : source.files()) {
      try {
        Map<String, Object> attributes = Files.readAttributes(file, ATTRIBUTES);
        modified = later(modified, attributes.get("lastModifiedTime"));
        changed = later(changed, attributes.get("ctime"));
        files.add(attributes);
      } catch (IOException e) {
        files.add(e.getClass());
      }
    }
    return new Stamp(files, modified, later(changed, FileTime.from(modified)));
  }

  private static Instant later(Instant time, @Nullable Object other) {
    return other instanceof FileTime file && file.toInstant().isAfter(time)
        ? file.toInstant()
        : time;
  }

  /** Whether a later change would show: one within the grain of the clock may not. */
  boolean tells(Instant readAt) {
    return changed.plus(GRAIN).isBefore(readAt);
  }
}
