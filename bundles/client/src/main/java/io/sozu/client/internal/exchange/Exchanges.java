package io.sozu.client.internal.exchange;

import io.sozu.client.Refused;
import io.sozu.client.SozuException;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder where state files are exchanged with one Sōzu. Made at first use, removed at {@link
 * #close}. Blocking: for the client's own worker threads.
 *
 * <p>Before its first use, and again for each Sōzu met, an empty file is loaded: Sōzu opens files
 * in its own file system and as its own user, so only it can tell whether it reads there.
 */
public final class Exchanges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Wire wire;
  private final Consumer<String> concern;

  private @Nullable Folder folder;
  private boolean closed;
  private long probed = -1;
  private @Nullable SozuException unusable;

  /**
   * @param concern told what is wrong with the folder, once, and an empty text when it is over
   */
  public Exchanges(Wire wire, Consumer<String> concern) {
    this.wire = wire;
    this.concern = concern;
  }

  /** Removes what killed processes left behind. */
  public void sweep() {
    Leftovers.remove(base());
  }

  /**
   * A new empty file that Sōzu can read and write; its taker deletes it.
   *
   * @throws Refused if Sōzu cannot read there, in its own words
   * @throws SozuException if Sōzu could not be asked
   * @throws IOException if we cannot write there
   */
  public synchronized Path create(Deadline deadline) throws IOException {
    probe(deadline);
    return folder().create(wire.peerUid());
  }

  /** Deletes a file; the folder's end is the second chance. */
  public static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} stays until the client is closed: {}", file, e.toString());
    }
  }

  private void probe(Deadline deadline) throws IOException {
    long generation = wire.generation();
    if (probed == generation) {
      if (unusable != null) {
        throw unusable;
      }
      return;
    }
    folder().giveTo(wire.peerUid());
    Path empty = folder().create(wire.peerUid());
    try {
      wire.send(Request.newBuilder().setLoadState(empty.toString()).build(), deadline).join();
      usable(null);
    } catch (CompletionException e) {
      if (e.getCause() instanceof Refused refused) {
        usable(refused);
      } else if (e.getCause() instanceof SozuException failure) {
        throw failure;
      } else {
        throw e;
      }
    } finally {
      delete(empty);
    }
    // Asked of whichever Sōzu answered; if it was replaced meanwhile the next use asks again.
    probed = generation;
    if (unusable != null) {
      throw unusable;
    }
  }

  private void usable(@Nullable Refused refused) throws IOException {
    unusable = refused;
    concern.accept(
        refused == null
            ? ""
            : "Sōzu cannot read "
                + folder().path()
                + ", so requests go singly and the whole state cannot be read; set exchange.dir to a"
                + " folder on Sōzu's file system that its user may enter: "
                + refused.getMessage());
  }

  private Folder folder() throws IOException {
    if (closed) {
      throw new IOException("the client is closed");
    }
    Folder made = folder;
    if (made != null && Files.isDirectory(made.path())) {
      return made;
    }
    if (made != null) {
      // Somebody cleaned up the folder of temporary files.
      made.close();
      probed = -1;
    }
    made = Folder.in(base(), wire.options().instance());
    folder = made;
    return made;
  }

  private Path base() {
    Path configured = wire.options().exchangeDir();
    if (configured != null) {
      return configured;
    }
    return Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)
        ? MEMORY
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Removes the folder with all that is in it. */
  @Override
  public synchronized void close() {
    closed = true;
    if (folder != null) {
      try {
        folder.close();
      } catch (IOException e) {
        LOG.warn("{} stays: {}", folder.path(), e.toString());
      }
      folder = null;
    }
  }
}
