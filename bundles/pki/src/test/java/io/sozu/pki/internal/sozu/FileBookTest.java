package io.sozu.pki.internal.sozu;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
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
          List.of("a.example", "*.b.example"),
          false);

  @Test
  void entriesAreThereTheNextTime(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new/ledger");
    Owned retired = new Owned(new Slot("l", "bb"), "s", "c", Instant.EPOCH, List.of("n"), true);
    try (FileBook book = new FileBook(file)) {
      book.write(ONE);
      book.write(retired);
      book.write(new Owned(new Slot("l", "cc"), "s", "c", Instant.EPOCH, List.of("n"), false));
      book.strike(new Slot("l", "cc"));
      book.flush();
    }
    // What a kill in the middle leaves.
    Files.writeString(file, "put\tl\tdd", StandardOpenOption.APPEND);
    try (FileBook book = new FileBook(file)) {
      assertThat(book.read()).containsExactly(ONE, retired);
    }
    assertThat(Files.readAllLines(file)).as("written anew").hasSize(2);
  }
}
