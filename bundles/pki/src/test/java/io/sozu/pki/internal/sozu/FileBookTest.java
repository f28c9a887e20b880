package io.sozu.pki.internal.sozu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Slot;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileBookTest {
  private static final Owned ONE =
      new Owned(
          new Slot("127.0.0.1:443", "aa"),
          "/pki/with\ttab/ü.crt",
          "content",
          Instant.parse("2026-01-01T00:00:00Z"),
          Instant.parse("2026-04-01T00:00:00Z"),
          List.of("a.example", "*.b.example"),
          false);

  private final Path file;

  FileBookTest(@TempDir Path folder) {
    file = folder.resolve("new/ledger");
  }

  private static Owned owned(String fingerprint, boolean retired) {
    return new Owned(
        new Slot("l", fingerprint), "s", "c", Instant.EPOCH, null, List.of("n"), retired);
  }

  private Collection<Owned> read() throws IOException {
    try (FileBook book = new FileBook(file)) {
      return book.open();
    }
  }

  @Test
  void entriesAreThereTheNextTime() throws IOException {
    Owned retired = owned("bb", true);
    try (FileBook book = new FileBook(file)) {
      assertThat(book.open()).isEmpty();
      book.write(ONE);
      book.write(retired);
      book.write(owned("cc", false));
      book.strike(new Slot("l", "cc"));
      book.flush();
      // What a kill in the middle leaves.
      Files.writeString(file, "put\tl\tdd", StandardOpenOption.APPEND);
    }
    assertThat(read()).containsExactly(ONE, retired);
    assertThat(Files.readAllLines(file)).as("written anew").hasSize(2);
  }

  @Test
  void whatSaysNothingIsPassedOver() throws IOException {
    Files.createDirectories(file.getParent());
    String early = "put\tl\tearly\ts\tc\t1970-01-01T00:00:00Z\tn\t";
    Files.write(
        file,
        List.of(
            early + "false",
            "put\tl\tx\ts\tc\tyesterday\tn\tfalse\t",
            "put\tl\tx\t%zz\tc\t1970-01-01T00:00:00Z\tn\tfalse\t",
            early.replace("early", "x") + "tru",
            early.replace("early", "x") + "false\t2026-04-01T00:00:0",
            "\0\0\0",
            "",
            "strike\tl"));
    byte[] latin = "put\tl\té\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, latin, StandardOpenOption.APPEND);
    assertThat(read()).containsExactly(owned("early", false));
  }

  @Test
  void listenersOfIpv6WereWrittenInALongerForm() throws IOException {
    Files.createDirectories(file.getParent());
    String line = "put\t[0:0:0:0:0:0:0:0]:443\taa\ts\tc\t1970-01-01T00:00:00Z\tn\tfalse\n";
    Files.writeString(file, line + line.replace("aa", "bb"));
    Files.writeString(file, "strike\t[0:0:0:0:0:0:0:0]:443\tbb\n", StandardOpenOption.APPEND);
    assertThat(read()).extracting(Owned::slot).containsExactly(new Slot("[::]:443", "aa"));
  }

  @Test
  void whatChangesOftenDoesNotGrow() throws IOException {
    try (FileBook book = new FileBook(file)) {
      book.open();
      for (int i = 0; i < 2_500; i++) {
        book.write(owned("aa", i % 2 == 0));
        book.flush();
      }
      assertThat(Files.readAllLines(file)).hasSizeLessThan(1_000);
    }
    assertThat(read()).containsExactly(owned("aa", false));
  }

  /** A disk that is full when it is asked to be: half of what is written then is there. */
  private static final class Disk {
    boolean isFull;

    Writer open(Path file) throws IOException {
      return new FilterWriter(Files.newBufferedWriter(file, StandardOpenOption.APPEND)) {
        @Override
        public void write(String text, int from, int length) throws IOException {
          out.write(text, from, isFull ? length / 2 : length);
          if (isFull) {
            throw new IOException("No space left on device");
          }
        }
      };
    }
  }

  @Test
  void whatAFullDiskLostIsWrittenWhenThereIsRoomAgain() throws IOException {
    Disk disk = new Disk();
    try (FileBook book = new FileBook(file, disk::open)) {
      book.open();
      book.write(owned("before", false));
      book.flush();
      disk.isFull = true;
      book.write(owned("lost", false));
      book.write(owned("also", false));
      assertThat(book.trouble())
          .startsWith("ledger " + file + " cannot be written: ")
          .endsWith("No space left on device");
      disk.isFull = false;
      book.flush();
      assertThat(book.trouble()).isEmpty();
      book.write(owned("after", false));
      book.flush();
      assertThat(Files.readAllLines(file)).hasSize(4);
    }
    assertThat(read())
        .extracting(owned -> owned.slot().fingerprint())
        .containsExactly("before", "lost", "also", "after");
  }

  @Test
  void oneThatCannotBeWrittenIsReadAndWrittenLater() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, LedgerLine.put(ONE) + "\n");
    Path inTheWay = file.resolveSibling("ledger.new");
    Files.createDirectories(inTheWay.resolve("full"));
    try (FileBook book = new FileBook(file)) {
      assertThat(book.open()).containsExactly(ONE);
      book.write(owned("bb", false));
      book.flush();
      assertThat(book.trouble()).contains("cannot be written");
      assertThat(Files.readAllLines(file)).hasSize(1);
      Files.delete(inTheWay.resolve("full"));
      Files.delete(inTheWay);
      book.flush();
      assertThat(book.trouble()).isEmpty();
    }
    assertThat(read()).containsExactly(ONE, owned("bb", false));
  }

  @Test
  void oneThatCannotBeReadIsTriedAgain() throws IOException {
    Files.createDirectories(file);
    try (FileBook book = new FileBook(file)) {
      assertThatThrownBy(book::open)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("ledger " + file + " cannot be read: ");
      Files.delete(file);
      assertThat(book.open()).isEmpty();
    }
  }
}
