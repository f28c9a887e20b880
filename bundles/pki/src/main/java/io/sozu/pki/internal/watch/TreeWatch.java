package io.sozu.pki.internal.watch;

import io.sozu.pki.internal.read.Readers;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells at once when something in some folders changes: files written, renamed or deleted, links
 * turned. The system limits how many folders can be watched; the others must be looked at now and
 * then. A folder that does not answer, such as one of a mount whose server is away, holds up nobody
 * for long: the system is asked on other threads. It does one thing at a time (AbstractPoller of
 * JDK 17) and tells nothing while it registers a folder, so that nothing counts as watched then.
 */
public final class TreeWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TreeWatch.class);

  /** How many folders are checked at each call: a few milliseconds. */
  private static final int CHECKED = 500;

  /** How many are registered at one go: a small part of the time that this may take. */
  private static final int REGISTERED = 500;

  /** Who is told; called on the watch's thread, which must not be held up. */
  public interface Listener {
    /**
     * Something in this folder changed, or the folder itself did; or an entry that concerns us.
     *
     * @param entries of it that changed; none for any
     */
    void changed(Path path, Set<Path> entries);

    /** Whether a change of an entry that is no folder is to be told. */
    default boolean concerns(Path entry) {
      return false;
    }

    /** Changes may have been missed: look at everything. */
    void missed();
  }

  private final WatchService service;
  private final Listener listener;
  private final Readers readers;
  private final Folders system;
  private final Watches watches = new Watches();
  private final Thread thread;

  /** Whether the system is to register something and has not answered yet. Guarded by this. */
  private boolean registering;

  /** Guarded by this. */
  private boolean closed;

  /**
   * A watch of nothing yet.
   *
   * @param folder on whose file system it is
   * @param readers that ask the system
   * @throws IOException if the system allows no more of them
   */
  public TreeWatch(Path folder, String name, Listener listener, Readers readers)
      throws IOException {
    this(folder, name, listener, readers, Folders.SYSTEM);
  }

  TreeWatch(Path folder, String name, Listener listener, Readers readers, Folders system)
      throws IOException {
    this.service = folder.getFileSystem().newWatchService();
    this.listener = listener;
    this.readers = readers;
    this.system = system;
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
   * A folder that was looked at.
   *
   * @param answers whether the system said anything
   * @param identity which folder the path leads to; null where that is not known
   */
  private record Seen(Path path, boolean answers, @Nullable Object identity) {}

  /** A folder that the system watches. */
  private record Registered(Seen seen, WatchKey key) {}

  /** Watches these folders and no other. Called by one thread. */
  public Watched watch(Collection<Path> folders) {
    watches.want(folders);
    Set<Path> fresh = isHeldUp() ? Set.of() : watchMissing();
    return isHeldUp()
        ? new Watched(Set.of(), Set.copyOf(folders))
        : new Watched(fresh, Set.copyOf(watches.missing()));
  }

  /** Whether all that was asked for last is watched. */
  public boolean isComplete() {
    return !isHeldUp() && watches.isComplete();
  }

  private Set<Path> watchMissing() {
    look(watches.toCheck(CHECKED)).forEach(seen -> watches.check(seen.path(), seen.identity()));
    return register(look(watches.missing()));
  }

  /** Whether the system does not answer, and so tells nothing either. */
  public synchronized boolean isHeldUp() {
    return registering;
  }

  private List<Seen> look(List<Path> paths) {
    return readers.each(
        paths,
        Path::toString,
        path -> new Seen(path, true, system.identity(path)),
        (path, words) -> new Seen(path, false, null));
  }

  private Set<Path> register(List<Seen> all) {
    // Those that were looked at just now: if one is exchanged in between, the next check tells.
    List<Seen> some = all.stream().filter(Seen::answers).toList();
    Set<Path> fresh = new HashSet<>();
    for (int from = 0;
        from < some.size() || (from == 0 && watches.hasUnused());
        from += REGISTERED) {
      List<Seen> piece = some.subList(from, Math.min(some.size(), from + REGISTERED));
      List<List<Registered>> answers =
          readers.each(
              List.of(piece),
              ignored -> thread.getName(),
              this::ask,
              (ignored, words) -> List.of());
      // Entered here only: of what is answered too late nobody would be told as fresh.
      for (Registered one : answers.get(0)) {
        if (watches.enter(one.seen().path(), one.key(), one.seen().identity())) {
          fresh.add(one.seen().path());
        }
      }
      if (isHeldUp()) {
        break;
      }
    }
    return fresh;
  }

  private List<Registered> ask(List<Seen> piece) {
    synchronized (this) {
      if (closed) {
        return List.of();
      }
      registering = true;
    }
    try {
      watches.takeUnused().forEach(WatchKey::cancel);
      List<Registered> registered = new ArrayList<>();
      for (Seen seen : piece) {
        try {
          registered.add(new Registered(seen, system.register(seen.path(), service)));
        } catch (IOException e) {
          LOG.debug("{} is not watched: {}", seen.path(), e.getMessage());
        }
      }
      return registered;
    } finally {
      answered();
    }
  }

  private void answered() {
    boolean last;
    synchronized (this) {
      registering = false;
      last = closed;
    }
    if (last) {
      closeService();
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
    Set<Path> folders = watches.folders(key);
    Set<Path> names = new HashSet<>();
    boolean isAny = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
        isAny = true;
        listener.missed();
      } else if (event.context() instanceof Path name) {
        names.add(name);
        folders.forEach(folder -> entry(event.kind(), folder.resolve(name)));
      } else {
        // The folder itself: its rights, for example.
        isAny = true;
      }
    }
    if (!key.reset()) {
      // The folder is gone; one of that name that is there by now is watched with the next look.
      isAny = true;
      watches.ended(key);
    }
    Set<Path> told = isAny ? Set.of() : names;
    folders.forEach(
        folder ->
            listener.changed(
                folder, told.stream().map(folder::resolve).collect(Collectors.toSet())));
  }

  /**
   * An entry of a folder that is a folder to be watched: it was made again, or a link to another
   * one took its place.
   */
  private void entry(WatchEvent.Kind<?> kind, Path path) {
    boolean isFolder = watches.isWanted(path);
    if (kind == StandardWatchEventKinds.ENTRY_CREATE) {
      watches.created(path);
    }
    if (isFolder || listener.concerns(path)) {
      listener.changed(path, Set.of());
    }
  }

  /** Ends it; what the system has not answered yet is not waited for. */
  @Override
  public void close() {
    boolean idle;
    synchronized (this) {
      closed = true;
      idle = !registering;
    }
    if (idle) {
      closeService();
    }
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeService() {
    try {
      service.close();
    } catch (IOException e) {
      LOG.warn("the watch of folders did not close: {}", e.getMessage());
    }
  }
}
