package io.sozu.itests.benchmarks;

import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder with a folder for each name, as the Rust connector has it. */
final class CertificateFolder implements AutoCloseable {
  private final Path path;

  CertificateFolder() throws IOException {
    path = Files.createTempDirectory("sozu-bench-pki");
  }

  Path path() {
    return path;
  }

  void write(TestCertificate certificate) throws IOException {
    writeKey(certificate);
    writeCertificate(certificate);
  }

  void writeKey(TestCertificate certificate) throws IOException {
    Files.writeString(file(certificate, ".key"), certificate.keyPem());
  }

  void writeCertificate(TestCertificate certificate) throws IOException {
    Files.writeString(file(certificate, ".crt"), certificate.pem());
  }

  private Path file(TestCertificate certificate, String end) throws IOException {
    String name = certificate.names().get(0);
    return Files.createDirectories(path.resolve(name)).resolve(name + end);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
