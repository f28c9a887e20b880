package io.sozu.pki.internal.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells at once when something in some folders changes: files written, renamed or deleted, links
 * turned. The system limits how many folders can be watched; the others must be looked at now and
 * then. Thread-safe.
 */
public final class TreeWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TreeWatch.class);

  /** How many folders are checked at each call: a few milliseconds. */
  private static final int CHECKED = 500;

  /** Who is told; called on the watch's thread, which must not be held up. */
  public interface Listener {
    /** Something in this folder changed, or the folder itself did. */
    void changed(Path folder);

    /** Changes may have been missed: look at everything. */
    void missed();
  }

  private final WatchService service;
  private final Listener listener;
  private final Thread thread;

  /** Several paths may lead to one folder. Guarded by this, as all that follows. */
  private final Map<WatchKey, Set<Path>> paths = new HashMap<>();

  /** The one that was checked longest ago is in front. */
  private final Map<Path, Registered> keys = new LinkedHashMap<>();

  /** What was asked for, watched or not. */
  private Set<Path> wanted = Set.of();

  /**
   * A watch of nothing yet.
   *
   * @param folder on whose file system it is
   * @throws IOException if the system allows no more of them
   */
  public TreeWatch(Path folder, String name, Listener listener) throws IOException {
    this.service = folder.getFileSystem().newWatchService();
    this.listener = listener;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * What became of a call.
   *
   * @param fresh folders that are watched from now on; what changed there before was not told
   * @param unwatched folders that cannot be watched
   */
  public record Watched(Set<Path> fresh, Set<Path> unwatched) {
    public Watched {
      fresh = Set.copyOf(fresh);
      unwatched = Set.copyOf(unwatched);
    }
  }

  /**
   * A path that is watched.
   *
   * @param key of the system's watch
   * @param folder which one the path led to
   */
  private record Registered(WatchKey key, @Nullable Object folder) {}

  /** Watches these folders and no other. */
  public synchronized Watched watch(Collection<Path> folders) {
    wanted = Set.copyOf(folders);
    Set<Path> gone = new HashSet<>(keys.keySet());
    gone.removeAll(wanted);
    gone.forEach(this::forget);
    check();
    Set<Path> fresh = new HashSet<>();
    Set<Path> unwatched = new HashSet<>();
    for (Path folder : folders) {
      if (!keys.containsKey(folder)) {
        (register(folder) ? fresh : unwatched).add(folder);
      }
    }
    return new Watched(fresh, unwatched);
  }

  /**
   * Lets go of paths that lead to other folders by now. The system watches folders, not paths, and
   * tells nobody that something was mounted over one. Only some at a time, because there may be
   * many.
   */
  private void check() {
    for (Path folder : keys.keySet().stream().limit(CHECKED).toList()) {
      Registered known = keys.remove(folder);
      if (known != null) {
        keys.put(folder, known);
        Object now = identity(folder);
        if (now != null && !now.equals(known.folder())) {
          leadsElsewhere(folder);
        }
      }
    }
  }

  /** A path may lead to another folder by now, and all paths through it as well. */
  private void leadsElsewhere(Path path) {
    keys.keySet().stream().filter(folder -> folder.startsWith(path)).toList().forEach(this::forget);
  }

  private static @Nullable Object identity(Path folder) {
    try {
      return Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  private boolean register(Path folder) {
    try {
      // Before: if it is exchanged in between, the next check tells.
      Object identity = identity(folder);
      WatchKey key =
          folder.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      keys.put(folder, new Registered(key, identity));
      paths.computeIfAbsent(key, ignored -> new LinkedHashSet<>()).add(folder);
      return true;
    } catch (IOException e) {
      LOG.debug("{} is not watched: {}", folder, e.getMessage());
      return false;
    } catch (ClosedWatchServiceException e) {
      return false;
    }
  }

  private synchronized void forget(Path folder) {
    Registered registered = keys.remove(folder);
    WatchKey key = registered == null ? null : registered.key();
    Set<Path> known = key == null ? null : paths.get(key);
    if (key != null && known != null && known.remove(folder) && known.isEmpty()) {
      paths.remove(key);
      key.cancel();
    }
  }

  private void run() {
    try {
      while (true) {
        tell(service.take());
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      // It is closed.
    }
  }

  private void tell(WatchKey key) {
    Set<Path> folders = folders(key);
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
        listener.missed();
      } else if (event.context() instanceof Path name) {
        folders.forEach(folder -> entry(event.kind(), folder.resolve(name)));
      }
    }
    if (!key.reset()) {
      // The folder is gone; one of that name that is there by now is watched with the next look.
      ended(key);
    }
    folders.forEach(listener::changed);
  }

  /**
   * An entry of a folder that is a folder to be watched: it was made again, or a link to another
   * one took its place.
   */
  private void entry(WatchEvent.Kind<?> kind, Path path) {
    boolean isFolder;
    synchronized (this) {
      isFolder = wanted.contains(path);
      if (kind == StandardWatchEventKinds.ENTRY_CREATE && keys.containsKey(path)) {
        leadsElsewhere(path);
      }
    }
    if (isFolder) {
      listener.changed(path);
    }
  }

  private synchronized void ended(WatchKey key) {
    Set<Path> folders = paths.remove(key);
    if (folders != null) {
      keys.keySet().removeAll(folders);
    }
  }

  private synchronized Set<Path> folders(WatchKey key) {
    return Set.copyOf(paths.getOrDefault(key, Set.of()));
  }

  @Override
  public void close() {
    try {
      service.close();
      thread.join();
    } catch (IOException e) {
      LOG.warn("the watch of folders did not close: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
