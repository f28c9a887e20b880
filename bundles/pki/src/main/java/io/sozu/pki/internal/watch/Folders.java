package io.sozu.pki.internal.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** What the system is asked about folders; it may never answer. */
interface Folders {
  /** The system's own. */
  Folders SYSTEM =
      new Folders() {
        @Override
        public @Nullable Object identity(Path path) {
          try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
          } catch (IOException e) {
            return null;
          }
        }

        @Override
        public WatchKey register(Path path, WatchService service) throws IOException {
          return path.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
        }
      };

  /** Which folder a path leads to; null where that is not known. */
  @Nullable Object identity(Path path);

  /** Begins to watch. */
  WatchKey register(Path path, WatchService service) throws IOException;
}
