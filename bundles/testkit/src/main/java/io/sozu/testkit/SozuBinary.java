package io.sozu.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the installed Sōzu is. */
public final class SozuBinary {
  /** The version that the connectors are tested with. */
  public static final String VERSION = "2.3.3";

  private SozuBinary() {}

  /** The executable, if there is one. */
  public static Optional<Path> find() {
    return candidates().stream().filter(Files::isExecutable).findFirst();
  }

  /**
   * The executable.
   *
   * @throws IllegalStateException if there is none; the message says how to get it
   */
  public static Path get() {
    return find()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no Sōzu found in "
                        + candidates()
                        + ": ./check installs version "
                        + VERSION
                        + ", ./run --install-sozu does too, or point SOZU_BIN at one"));
  }

  private static List<Path> candidates() {
    List<Path> places = new ArrayList<>();
    Stream.of(System.getProperty("SOZU_BIN"), System.getenv("SOZU_BIN"))
        .filter(path -> path != null && !path.isBlank())
        .map(Path::of)
        .forEach(places::add);
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (!folder.isBlank()) {
        places.add(Path.of(folder, "sozu"));
      }
    }
    places.add(cache().resolve("sozu-connectors/sozu-" + VERSION + "/bin/sozu"));
    return places;
  }

  private static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg == null || xdg.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache")
        : Path.of(xdg);
  }
}
