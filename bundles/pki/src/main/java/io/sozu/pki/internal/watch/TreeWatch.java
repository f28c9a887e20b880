package io.sozu.pki.internal.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells at once when something in some folders changes: files written, renamed or deleted, links
 * turned. The system limits how many folders can be watched; the others must be looked at now and
 * then. Thread-safe.
 */
public final class TreeWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TreeWatch.class);

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

  private final Map<Path, WatchKey> keys = new HashMap<>();

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

  /** Watches these folders and no other. */
  public synchronized Watched watch(Collection<Path> folders) {
    Set<Path> gone = new HashSet<>(keys.keySet());
    gone.removeAll(new HashSet<>(folders));
    gone.forEach(this::forget);
    Set<Path> fresh = new HashSet<>();
    Set<Path> unwatched = new HashSet<>();
    for (Path folder : folders) {
      if (!keys.containsKey(folder)) {
        (register(folder) ? fresh : unwatched).add(folder);
      }
    }
    return new Watched(fresh, unwatched);
  }

  private boolean register(Path folder) {
    try {
      WatchKey key =
          folder.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      keys.put(folder, key);
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
    WatchKey key = keys.remove(folder);
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
        // A folder that was made again has its old name and must be looked into.
        folders.forEach(folder -> listener.changed(folder.resolve(name)));
      }
    }
    folders.forEach(listener::changed);
    if (!key.reset()) {
      folders.forEach(this::forget);
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
