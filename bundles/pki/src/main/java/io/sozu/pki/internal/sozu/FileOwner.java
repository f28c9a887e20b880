package io.sozu.pki.internal.sozu;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a file ours alone, by a lock on one beside it: the file itself is replaced now and then. It
 * stays when the lock is given back, because somebody may wait for it.
 */
final class FileOwner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileOwner.class);

  /**
   * The files of this class. Asked first, because whoever opens and closes a file that its own
   * process has locked gives the lock of the process back (POSIX).
   */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path beside;
  private final FileChannel channel;

  private FileOwner(Path beside, FileChannel channel) {
    this.beside = beside;
    this.channel = channel;
  }

  /**
   * Makes a file ours, whether it is there or not; makes its folder.
   *
   * @throws IOException if it is somebody else's, or cannot be locked
   */
  static FileOwner of(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.getParent());
    try {
      Path beside =
          Files.createDirectories(folder).toRealPath().resolve(file.getFileName() + ".lock");
      if (OURS.add(beside)) {
        FileChannel channel = null;
        try {
          channel = locked(beside);
          if (channel != null) {
            return new FileOwner(beside, channel);
          }
        } finally {
          if (channel == null) {
            OURS.remove(beside);
          }
        }
      }
    } catch (IOException e) {
      throw new IOException("ledger " + file + " cannot be opened: " + e, e);
    }
    throw new IOException("ledger " + file + " is in use by another connector: each needs its own");
  }

  private static @Nullable FileChannel locked(Path beside) throws IOException {
    FileChannel channel =
        FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Of this process, by another class loader's class.
    } catch (IOException e) {
      // Some file servers have no locks, and a ledger there is better than none.
      LOG.warn("{} cannot be locked, so that nobody keeps another connector away: {}", beside, e);
      return channel;
    }
    if (lock == null) {
      channel.close();
      return null;
    }
    return channel;
  }

  /** Gives it back. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock is gone all the same.
    }
    OURS.remove(beside);
  }
}
