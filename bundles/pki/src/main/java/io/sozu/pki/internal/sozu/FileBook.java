package io.sozu.pki.internal.sozu;

import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Slot;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ledger in a file: a line for each entry, the last one of a slot counts. It is written anew when
 * it is opened, and a line that a crash left unfinished is passed over. No key is in it.
 */
public final class FileBook implements Ledger.Book, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileBook.class);
  private static final String PUT = "put";
  private static final String STRIKE = "strike";

  private final Path file;
  private final Map<Slot, Owned> entries = new LinkedHashMap<>();
  private final BufferedWriter writer;

  /**
   * Opens one, or begins it.
   *
   * @throws UncheckedIOException if that cannot be
   */
  public FileBook(Path file) {
    this.file = file;
    try {
      load();
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, entries.values().stream().map(FileBook::line).toList());
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private void load() throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return;
    }
    for (String line : lines) {
      String[] parts = line.split("\t", -1);
      if (parts[0].equals(PUT) && parts.length == 8) {
        Owned owned = owned(parts);
        entries.put(owned.slot(), owned);
      } else if (parts[0].equals(STRIKE) && parts.length == 3) {
        entries.remove(new Slot(parts[1], parts[2]));
      }
    }
  }

  private static Owned owned(String[] parts) {
    return new Owned(
        new Slot(parts[1], parts[2]),
        URLDecoder.decode(parts[3], StandardCharsets.UTF_8),
        parts[4],
        Instant.parse(parts[5]),
        List.of(parts[6].split(",", -1)),
        Boolean.parseBoolean(parts[7]));
  }

  private static String line(Owned owned) {
    return String.join(
        "\t",
        PUT,
        owned.slot().listener(),
        owned.slot().fingerprint(),
        URLEncoder.encode(owned.source(), StandardCharsets.UTF_8),
        owned.content(),
        owned.notBefore().toString(),
        String.join(",", owned.names()),
        String.valueOf(owned.retired()));
  }

  @Override
  public Collection<Owned> read() {
    return List.copyOf(entries.values());
  }

  @Override
  public void write(Owned owned) {
    line(line(owned));
  }

  @Override
  public void strike(Slot slot) {
    line(String.join("\t", STRIKE, slot.listener(), slot.fingerprint()));
  }

  private void line(String line) {
    try {
      writer.write(line);
      writer.write('\n');
    } catch (IOException e) {
      told(e);
    }
  }

  @Override
  public void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      told(e);
    }
  }

  /** A full disk is no reason not to serve; after a crash, what was not noted is not ours. */
  private void told(IOException e) {
    LOG.warn("{} cannot be written: {}", file, e.getMessage());
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      told(e);
    }
  }
}
