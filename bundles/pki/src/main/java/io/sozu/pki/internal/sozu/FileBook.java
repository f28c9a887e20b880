package io.sozu.pki.internal.sozu;

import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Slot;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ledger in a file: a line for each change, the last one of a slot counts. It is written anew
 * when it is opened, when most of its lines are old ones, and after it could not be written. No key
 * is in it. Used by one thread at a time.
 */
public final class FileBook implements Ledger.Book, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileBook.class);

  /** So many lines are no reason to write it anew. */
  private static final int FEW_LINES = 1_000;

  /** With so many lines an entry it is. */
  private static final int LINES_AN_ENTRY = 4;

  /** Opens a file to append to it. */
  interface Opening {
    Writer open(Path file) throws IOException;
  }

  private final Path file;
  private final Opening opening;
  private final Map<Slot, Owned> entries = new LinkedHashMap<>();
  private @Nullable FileOwner owner;

  /** Null while the file lacks something: it is written anew then. */
  private @Nullable Writer writer;

  private int lines;
  private String trouble = "";

  /** One that is not open yet. */
  public FileBook(Path file) {
    this(file, path -> Files.newBufferedWriter(path, StandardOpenOption.APPEND));
  }

  FileBook(Path file, Opening opening) {
    this.file = file.toAbsolutePath().normalize();
    this.opening = opening;
  }

  /** Opens it, or begins it; does nothing more when it is open. */
  @Override
  public Collection<Owned> open() throws IOException {
    if (owner == null) {
      FileOwner fresh = FileOwner.of(file);
      try {
        load();
      } catch (IOException e) {
        fresh.close();
        throw new IOException("ledger " + file + " cannot be read: " + e, e);
      }
      owner = fresh;
      writeAnew();
    }
    return List.copyOf(entries.values());
  }

  private void load() throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return;
    }
    entries.clear();
    int number = 0;
    int passed = 0;
    int first = 0;
    for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
      number++;
      if (!LedgerLine.apply(line, entries)) {
        first = passed++ == 0 ? number : first;
      }
    }
    if (passed > 0) {
      // One is what a kill in the middle of it leaves.
      LOG.warn("{} has {} lines that say nothing, the first at {}", file, passed, first);
    }
  }

  @Override
  public void write(Owned owned) {
    entries.put(owned.slot(), owned);
    append(LedgerLine.put(owned));
  }

  @Override
  public void strike(Slot slot) {
    entries.remove(slot);
    append(LedgerLine.strike(slot));
  }

  private void append(String line) {
    lines++;
    Writer now = writer;
    if (now != null) {
      try {
        now.write(line + "\n");
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  @Override
  public void flush() {
    Writer now = writer;
    if (now == null || (lines > FEW_LINES && lines > LINES_AN_ENTRY * entries.size())) {
      writeAnew();
      return;
    }
    try {
      now.flush();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void writeAnew() {
    dropWriter();
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(fresh, entries.values().stream().map(LedgerLine::put).toList());
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      writer = opening.open(file);
      lines = entries.size();
      if (!trouble.isEmpty()) {
        LOG.info("{} is written again", file);
        trouble = "";
      }
    } catch (IOException e) {
      fresh.toFile().delete(); // nothing of it may be left on a full disk
      fail(e);
    }
  }

  /** A full disk is no reason not to serve; if we end now, what was not noted is not ours. */
  private void fail(IOException e) {
    dropWriter();
    if (trouble.isEmpty()) {
      LOG.warn("{} cannot be written; it is tried again: {}", file, e.toString());
    }
    trouble = "ledger " + file + " cannot be written: " + e;
  }

  private void dropWriter() {
    Writer now = writer;
    writer = null;
    if (now != null) {
      try {
        now.close();
      } catch (IOException e) {
        // What it still had is among the entries.
      }
    }
  }

  @Override
  public String trouble() {
    return trouble;
  }

  @Override
  public void close() {
    FileOwner now = owner;
    if (now != null) {
      flush();
      dropWriter();
      owner = null;
      now.close();
    }
  }
}
