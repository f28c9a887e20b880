package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that gets full while a renewal is written: what is served stays until there is room. */
final class DiskFullIT extends UnderHandshakes {
  /** One block of a {@code ulimit} of the shell's. */
  private static final int BLOCK = 512;

  DiskFullIT(@TempDir Path folder) throws IOException {
    super(folder, NO_GRACE);
  }

  private static TestCertificate large() {
    return TestCertificate.of(
        IntStream.range(0, 30).mapToObj(i -> "n" + i + ".full.example").toArray(String[]::new));
  }

  /** As a program writes whose disk has room for so many blocks only. */
  private void writesUntilFull(String file, int blocks, String content) throws Exception {
    Path path = root.resolve(file);
    Process writer =
        new ProcessBuilder(
                "sh", "-c", "ulimit -c 0; ulimit -f $0; cat > \"$1\"", "" + blocks, "" + path)
            .start();
    try (var in = writer.outputWriter()) {
      in.write(content);
    }
    assertThat(writer.waitFor()).as("the writer fails").isNotZero();
    assertThat(Files.size(path)).isEqualTo((long) blocks * BLOCK);
  }

  @Test
  void whileARenewalIsWritten() throws Exception {
    TestCertificate first = large();
    write("a", first);
    serves(first);
    rush.expect(first);

    TestCertificate renewed = large();
    writesUntilFull("a.crt", 1, renewed.pem());
    told(State.WAITING, "a.crt", "without its END line");
    looksAgain();
    write("a", first);
    serves(first);
    writesUntilFull("a.key", 0, renewed.keyPem());
    told(State.WAITING, "a.key", "is empty");
    looksAgain();

    renew("a", first, renewed);
    isReady();
    isGone(first);
  }
}
