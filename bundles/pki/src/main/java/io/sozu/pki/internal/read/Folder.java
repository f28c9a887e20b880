package io.sozu.pki.internal.read;

import io.sozu.pki.Fault;
import io.sozu.pki.Fault.Cause;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one folder of the tree holds.
 *
 * @param path of the folder
 * @param key which folder the path led to; null where that is not known
 * @param sources the certificates in it
 * @param subfolders to look into next
 * @param trouble why it could not be listed; null when it could
 * @param unreachable entries of which nobody knows whether they are folders
 * @param links whether any of its entries is a symbolic link
 * @param trail entries of other folders that its symbolic links lead along
 */
record Folder(
    Path path,
    @Nullable Object key,
    List<Source> sources,
    List<Subfolder> subfolders,
    @Nullable Fault trouble,
    List<Fault> unreachable,
    boolean links,
    Set<Path> trail) {
  /**
   * A folder in a folder.
   *
   * @param path of it
   * @param key which folder the path led to
   * @param link whether it led there by a symbolic link
   */
  record Subfolder(Path path, @Nullable Object key, boolean link) {}

  /** Certbot's: what is served is in here. */
  private static final String LIVE = "live";

  /** Certbot's, beside it: live links to the first, and what is in the others is not served. */
  private static final Set<String> BESIDE_LIVE = Set.of("archive", "keys", "csr", "accounts");

  static Folder look(Path path, Recogniser recogniser) {
    Listing listing = new Listing(path);
    try {
      // Before the listing: what is exchanged meanwhile is another one next time.
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
        entries.forEach(listing::add);
      }
      return listing.folder(key, recogniser);
    } catch (IOException e) {
      return unlisted(path, e);
    } catch (DirectoryIteratorException e) {
      return unlisted(path, new IOException("it ended in the middle", e));
    }
  }

  static Folder unlisted(Path path, IOException e) {
    return troubled(path, null, SafeFile.failed(path, e).fault());
  }

  static Folder troubled(Path path, @Nullable Object key, Fault trouble) {
    return new Folder(path, key, List.of(), List.of(), trouble, List.of(), false, Set.of());
  }

  /**
   * Whether a listing would tell nothing new after these changed: files of certificates that are
   * still there, and what nobody knew and is gone, such as files that were given such a name.
   */
  boolean holdsAfter(Set<Path> changed) {
    if (links || trouble != null || !unreachable.isEmpty() || changed.isEmpty()) {
      return false;
    }
    Set<Path> unknown = new HashSet<>(changed);
    sources.forEach(source -> source.files().forEach(unknown::remove));
    Set<Path> known = new HashSet<>(changed);
    known.removeAll(unknown);
    return known.stream().allMatch(Folder::isItself)
        && subfolders.stream().map(Subfolder::path).noneMatch(unknown::contains)
        && unknown.stream()
            .allMatch(file -> isHidden(file) || Files.notExists(file, LinkOption.NOFOLLOW_LINKS));
  }

  /** Whether it is a file with one name; another name of it may be of another certificate. */
  private static boolean isItself(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .isRegularFile()
          && (!Stamp.IS_UNIX
              || Integer.valueOf(1)
                  .equals(Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)));
    } catch (IOException e) {
      return false;
    }
  }

  /** What is being written, and where Kubernetes keeps what its links lead to. */
  private static boolean isHidden(Path entry) {
    return entry.getFileName().toString().startsWith(".");
  }

  private static final class Listing {
    private final Path path;

    /** By names; the paths are kept, because not every one can be made again from its name. */
    private final Map<String, Path> files = new LinkedHashMap<>();

    private final Map<String, Subfolder> subfolders = new LinkedHashMap<>();
    private final Map<String, Fault> unreachable = new HashMap<>();
    private final List<Fault> twins = new ArrayList<>();
    private final Trail trail = new Trail();
    private final Set<Path> along = new HashSet<>();
    private boolean links;

    Listing(Path path) {
      this.path = path;
    }

    void add(Path entry) {
      if (isHidden(entry)) {
        return;
      }
      String name = entry.getFileName().toString();
      if (files.containsKey(name) || subfolders.containsKey(name)) {
        twins.add(
            new Fault(
                Cause.UNREADABLE, entry, 0, "has a name that cannot be told from another one's"));
        return;
      }
      boolean link = false;
      try {
        BasicFileAttributes attributes =
            Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        link = attributes.isSymbolicLink();
        if (link) {
          links = true;
          along.addAll(trail.of(entry));
          attributes = Files.readAttributes(entry, BasicFileAttributes.class);
        }
        if (attributes.isDirectory()) {
          subfolders.put(name, new Subfolder(entry, attributes.fileKey(), link));
        } else {
          files.put(name, entry);
        }
      } catch (IOException e) {
        Fault why = SafeFile.failed(entry, e).fault();
        boolean missing = why.cause() == Cause.MISSING;
        // Without a link it went away after it was listed.
        if (link || !missing) {
          files.put(name, entry);
          unreachable.put(
              name,
              missing
                  ? new Fault(Cause.MISSING, entry, 0, "is a symbolic link to what is not there")
                  : why);
        }
      }
    }

    Folder folder(@Nullable Object key, Recogniser recogniser) {
      if (subfolders.containsKey(LIVE) || unreachable.containsKey(LIVE)) {
        subfolders.keySet().removeAll(BESIDE_LIVE);
      }
      Recogniser.Found found = recogniser.find(path, files);
      // Its certificate tells what is the matter with a file; what has no such name may be a
      // folder, and what was in it has not gone because nobody can see it now.
      Set<String> known = new HashSet<>(files.keySet());
      known.removeAll(found.rest());
      unreachable.keySet().removeAll(known);
      twins.addAll(unreachable.values());
      along.removeIf(entry -> path.equals(entry.getParent()));
      return new Folder(
          path,
          key,
          List.copyOf(found.sources()),
          List.copyOf(subfolders.values()),
          null,
          List.copyOf(twins),
          links,
          Set.copyOf(along));
    }
  }
}
