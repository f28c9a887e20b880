package io.sozu.pki;

import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes a TLS secret into its mount as the kubelet of Kubernetes does, call by call: {@code
 * pkg/volume/util/atomic_writer.go}, {@code AtomicWriter.Write}. With an {@code fsGroup} the group
 * is set before the switch ({@code setPerms}), which nobody can see.
 */
final class Kubelet {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("r--r-----");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final Path mount;
  private int version;

  /** Where the secret is mounted; the folder is there. */
  Kubelet(Path mount) {
    this.mount = mount;
  }

  private Path link() {
    return mount.resolve("..data");
  }

  /** What the mount shows. */
  Path target() throws IOException {
    return Files.readSymbolicLink(link());
  }

  private Path fresh() {
    return mount.resolve("..data_tmp");
  }

  /** What it does for a secret that is new or other than before. */
  List<Renewals.Call> update(TestCertificate certificate) throws IOException {
    Path old = Files.exists(link()) ? mount.resolve(target()) : null;
    // os.MkdirTemp makes names that nobody had.
    Path folder = mount.resolve("..2026_11_30_13_30_00." + version++);
    Map<String, String> secret =
        Map.of("tls.crt", certificate.pem(), "tls.key", certificate.keyPem());
    List<Renewals.Call> calls = new ArrayList<>();
    calls.add(() -> Files.createDirectory(folder));
    calls.add(() -> Files.setPosixFilePermissions(folder, FOLDER));
    secret.forEach(
        (name, content) -> {
          calls.add(() -> Files.createFile(folder.resolve(name)));
          calls.add(() -> Files.writeString(folder.resolve(name), content));
          calls.add(() -> Files.setPosixFilePermissions(folder.resolve(name), FILE));
        });
    calls.add(() -> Files.createSymbolicLink(fresh(), folder.getFileName()));
    calls.add(() -> Files.move(fresh(), link(), StandardCopyOption.ATOMIC_MOVE));
    if (old == null) {
      secret
          .keySet()
          .forEach(
              name ->
                  calls.add(
                      () ->
                          Files.createSymbolicLink(
                              mount.resolve(name), Path.of("..data").resolve(name))));
    } else {
      calls.add(() -> delete(old));
    }
    return calls;
  }

  /**
   * What it left behind when it was killed: the next update fails as long as ..data_tmp is there.
   */
  void tidy() throws IOException {
    Files.deleteIfExists(fresh());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
