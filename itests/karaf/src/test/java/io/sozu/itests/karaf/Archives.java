package io.sozu.itests.karaf;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** What the build made, and what the next version of it would look like. */
final class Archives {
  /** The version of this build, as Maven writes it. */
  static final String VERSION = System.getProperty("project.version");

  /** A later version than this build's. */
  static final String NEXT = "1.0.1";

  private Archives() {}

  /** A KAR of the build. */
  static Path kar(String feature) {
    return Path.of("../../features", feature, "target", feature + ".kar").toAbsolutePath();
  }

  /** Unpacks the Maven repositories of the KARs of some features, as one. */
  static Path repository(Path folder, String... features) {
    try {
      for (String feature : features) {
        unpack(kar(feature), folder);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(Path archive, Path folder) throws IOException {
    try (JarFile kar = new JarFile(archive.toFile())) {
      for (JarEntry entry : entries(kar)) {
        if (!entry.isDirectory() && entry.getName().startsWith("repository/")) {
          Path file = folder.resolve(entry.getName().substring("repository/".length()));
          Files.createDirectories(file.getParent());
          try (InputStream content = kar.getInputStream(entry)) {
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
  }

  /** The same repository with our artifacts as version {@link #NEXT}. */
  static Path nextRepository(Path repository, Path folder) {
    Path ours = repository.resolve("io/sozu/connectors");
    try (Stream<Path> files = Files.walk(ours)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("maven-metadata-local.xml")) {
          Path next = folder.resolve(repository.relativize(file).toString().replace(VERSION, NEXT));
          Files.createDirectories(next.getParent());
          nextOf(file, next);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void nextOf(Path file, Path next) throws IOException {
    if (file.toString().endsWith(".jar")) {
      rebuild(file, next, VERSION.replace('-', '.'), NEXT);
    } else {
      Files.writeString(next, Files.readString(file).replace(VERSION, NEXT));
    }
  }

  /**
   * The jar of an artifact of ours, built again: other bytes, same content. In the container, which
   * is told where the repository is.
   *
   * @param name of the new jar, which its header {@code Rebuilt-By-Test} tells too
   */
  static Path rebuilt(String artifact, String name) {
    Path jar =
        Path.of(System.getProperty("itest.repository"), "io/sozu/connectors", artifact, VERSION)
            .resolve(artifact + "-" + VERSION + ".jar");
    try {
      Path copy = jar.resolveSibling(name);
      rebuild(jar, copy, "", "");
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void rebuild(Path jar, Path copy, String version, String next) throws IOException {
    try (JarFile from = new JarFile(jar.toFile());
        OutputStream out = Files.newOutputStream(copy)) {
      Manifest manifest = new Manifest(from.getManifest());
      var main = manifest.getMainAttributes();
      main.putValue("Rebuilt-By-Test", copy.getFileName().toString());
      if (main.getValue("Bundle-Version").equals(version)) {
        main.putValue("Bundle-Version", next);
      }
      try (JarOutputStream to = new JarOutputStream(out, manifest)) {
        for (JarEntry entry : entries(from)) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            to.putNextEntry(new ZipEntry(entry.getName()));
            try (InputStream content = from.getInputStream(entry)) {
              content.transferTo(to);
            }
          }
        }
      }
    }
  }

  private static Iterable<JarEntry> entries(JarFile jar) {
    Enumeration<JarEntry> entries = jar.entries();
    return () -> entries.asIterator();
  }
}
