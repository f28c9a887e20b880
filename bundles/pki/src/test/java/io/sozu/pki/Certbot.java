package io.sozu.pki;

import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes as certbot 5.8 does, call by call: {@code certbot/_internal/storage.py}, class {@code
 * RenewableCert}, compared with what {@code strace} shows of the real one. A certificate and its
 * issuer's make a full chain.
 */
final class Certbot {
  /** In the order of {@code ALL_FOUR}. */
  private static final List<String> KINDS = List.of("cert", "privkey", "chain", "fullchain");

  private final Path archive;
  private final Path live;
  private int version;

  /** Below a folder like {@code /etc/letsencrypt}. */
  Certbot(Path config, String name) throws IOException {
    archive = config.resolve("archive").resolve(name);
    live = config.resolve("live").resolve(name);
    for (String folder : List.of("archive", "live", "renewal")) {
      Files.createDirectory(
          config.resolve(folder),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Files.createDirectory(archive);
    Files.createDirectory(live);
    Files.writeString(live.resolveSibling("README"), "This directory contains your keys");
    Files.writeString(config.resolve("renewal/" + name + ".conf"), "version = 5.8.0");
  }

  /** That was written last, served or not. */
  int version() {
    return version;
  }

  private Path archived(String kind, int which) {
    return archive.resolve(kind + which + ".pem");
  }

  Path link(String kind) {
    return live.resolve(kind + ".pem");
  }

  /** {@code current_target}: the whole path of what a link leads to. */
  Path target(String kind) throws IOException {
    return live.resolve(Files.readSymbolicLink(link(kind))).normalize();
  }

  private Path previous(String kind) {
    return live.resolve("previous_" + kind + ".pem");
  }

  private Path relative(String kind, int which) {
    return live.relativize(archived(kind, which));
  }

  /** {@code new_lineage}: links to nothing, through which the files are written. */
  List<Renewals.Call> first(TestCertificate certificate, TestCertificate issuer) {
    version = 1;
    List<Renewals.Call> calls = new ArrayList<>();
    for (String kind : KINDS) {
      calls.add(() -> Files.createSymbolicLink(link(kind), relative(kind, 1)));
    }
    calls.addAll(written(link("cert"), certificate.pem()));
    calls.addAll(key(certificate));
    calls.addAll(written(link("chain"), issuer.pem()));
    calls.addAll(written(link("fullchain"), certificate.pem() + issuer.pem()));
    return calls;
  }

  /** {@code save_successor}, then {@code update_all_links_to}. */
  List<Renewals.Call> renewal(TestCertificate certificate, TestCertificate issuer) {
    int now = ++version;
    List<Renewals.Call> calls = new ArrayList<>(key(certificate));
    calls.addAll(written(archived("cert", now), certificate.pem()));
    calls.addAll(written(archived("chain", now), issuer.pem()));
    calls.addAll(written(archived("fullchain", now), certificate.pem() + issuer.pem()));
    for (String kind : KINDS) {
      calls.add(() -> Files.createSymbolicLink(previous(kind), target(kind)));
    }
    for (String kind : KINDS) {
      calls.add(() -> Files.delete(link(kind)));
      calls.add(() -> Files.createSymbolicLink(link(kind), relative(kind, now)));
    }
    for (String kind : KINDS) {
      calls.add(() -> Files.delete(previous(kind)));
    }
    return calls;
  }

  /**
   * {@code _fix_symlinks}, of the next run after one that was killed: back to the version before,
   * unless the killed one had begun to tidy up.
   */
  void repair() throws IOException {
    if (KINDS.stream().allMatch(kind -> Files.exists(previous(kind)))) {
      for (String kind : KINDS) {
        Files.deleteIfExists(link(kind));
        Files.createSymbolicLink(link(kind), Files.readSymbolicLink(previous(kind)));
      }
    }
    for (String kind : KINDS) {
      if (Files.exists(previous(kind))) {
        Files.delete(previous(kind));
      }
    }
  }

  /** {@code open(O_CREAT | O_EXCL, 0600)}, then the content. */
  private List<Renewals.Call> key(TestCertificate certificate) {
    Path file = archived("privkey", version);
    return List.of(
        () ->
            Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
        () -> Files.writeString(file, certificate.keyPem()));
  }

  /** {@code open(O_CREAT | O_TRUNC, 0666)}, then the content. */
  private static List<Renewals.Call> written(Path file, String content) {
    return List.of(
        () -> {
          try (OutputStream empty = Files.newOutputStream(file)) {
            empty.flush();
          }
        },
        () -> Files.writeString(file, content));
  }
}
