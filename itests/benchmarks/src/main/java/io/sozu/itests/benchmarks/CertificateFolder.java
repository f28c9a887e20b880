package io.sozu.itests.benchmarks;

import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder of certificates, which is gone in the end. */
final class CertificateFolder implements AutoCloseable {
  private final Path path;
  private final boolean flat;

  /**
   * An empty one.
   *
   * @param flat whether all are in it; otherwise each has a folder in it, as the Rust connector
   *     wants it
   */
  CertificateFolder(boolean flat) throws IOException {
    this.flat = flat;
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
    Path folder = flat ? path : Files.createDirectories(path.resolve(name));
    return folder.resolve(name + end);
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
