package io.sozu.itests.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/**
 * A folder of programs for a PATH, each a script.
 *
 * @param folder that they are in
 */
record Programs(Path folder) {
  static Programs in(Path folder) throws IOException {
    return new Programs(Files.createDirectory(folder.resolve("programs")));
  }

  /** Adds one that does this. */
  Path add(String name, String script) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/bash\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /** Adds one of the machine's own. */
  void addFromPath(String name) throws IOException {
    Path found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .map(place -> Path.of(place, name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> new AssertionError(name + " is not on the PATH"));
    add(name, exec(found));
  }

  /** What runs a program with the same arguments. */
  static String exec(Path program) {
    return "exec '" + program + "' \"$@\"";
  }
}
