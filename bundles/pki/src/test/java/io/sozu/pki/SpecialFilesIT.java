package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices and sockets in the folder: nothing is read from them, and nothing served goes. */
final class SpecialFilesIT extends UnderHandshakes {
  private static final String NO_FILE = "is a pipe, a device or a socket";

  private final TestCertificate right = TestCertificate.of("special.example");

  SpecialFilesIT(@TempDir Path folder) throws IOException {
    super(folder, NO_GRACE);
  }

  private interface Maker {
    void make(Path path) throws IOException;
  }

  /** In the place of a file, and then the file again. */
  private void insteadOf(String file, Maker maker) throws IOException {
    Path path = root.resolve(file);
    Files.delete(path);
    maker.make(path);
    told(State.INVALID, file, NO_FILE);
    looksAgain();
    Files.delete(path);
    write("a", right);
    serves(right);
    isReady();
  }

  @Test
  void devices() throws IOException {
    write("a", right);
    serves(right);
    rush.expect(right);
    long sent = sent();
    for (String device : new String[] {"/dev/null", "/dev/zero", "/dev/full"}) {
      insteadOf("a.crt", path -> Files.createSymbolicLink(path, Path.of(device)));
      insteadOf("a.key", path -> Files.createSymbolicLink(path, Path.of(device)));
    }
    Files.createSymbolicLink(root.resolve("beside.pem"), Path.of("/dev/zero"));
    told(State.INVALID, "beside.pem", NO_FILE);
    assertThat(count(State.SERVED)).isEqualTo(1);
    assertThat(sent()).isEqualTo(sent);
  }

  @Test
  void aSocket() throws IOException {
    write("a", right);
    serves(right);
    rush.expect(right);
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      insteadOf("a.crt", path -> socket.bind(UnixDomainSocketAddress.of(path)));
    }
  }
}
