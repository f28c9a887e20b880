package io.sozu.pki.internal.read;

import io.sozu.pki.Fault;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one folder of the tree holds.
 *
 * @param path of the folder
 * @param sources the certificates in it
 * @param subfolders to look into next
 * @param trouble why it could not be listed; null when it could
 */
record Folder(Path path, List<Source> sources, List<Path> subfolders, @Nullable Fault trouble) {
  /** Certbot's, beside each other: what is served is in the first, by links into the second. */
  private static final String LIVE = "live";

  private static final String ARCHIVE = "archive";

  static Folder look(Path path, Recogniser recogniser) {
    List<String> files = new ArrayList<>();
    List<Path> subfolders = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        // Hidden: what is being written, and where Kubernetes keeps what its links lead to.
        if (!name.startsWith(".")) {
          if (Files.isDirectory(entry)) {
            subfolders.add(entry);
          } else {
            files.add(name);
          }
        }
      }
    } catch (IOException e) {
      return unlisted(path, e);
    } catch (DirectoryIteratorException e) {
      return unlisted(path, new IOException("it ended in the middle", e));
    }
    if (subfolders.contains(path.resolve(LIVE))) {
      subfolders.remove(path.resolve(ARCHIVE));
    }
    return new Folder(
        path, List.copyOf(recogniser.sources(path, files)), List.copyOf(subfolders), null);
  }

  static Folder unlisted(Path path, IOException e) {
    return new Folder(path, List.of(), List.of(), SafeFile.failed(path, e).fault());
  }
}
