package io.sozu.pulsar;

import io.sozu.pulsar.internal.migrate.RustConfig;
import io.sozu.pulsar.internal.migrate.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Prints the configuration of the Rust connector (sozu-pulsar-connector 0.1.1) as one of this
 * connector, with what became of each key. Its token goes into a file that only its owner reads.
 */
public final class Migrate {
  private static final String USAGE =
      """
      usage: Migrate CONFIG.TOML TOKEN_FILE
        CONFIG.TOML  configuration of sozu-pulsar-connector
        TOKEN_FILE   file to be made, for the token that is in there
      """;

  private Migrate() {}

  /** {@code CONFIG.TOML TOKEN_FILE}. */
  public static void main(String[] arguments) {
    if (arguments.length != 2) {
      System.err.print(USAGE);
      System.exit(2);
    }
    try {
      System.out.print(migrated(Path.of(arguments[0]), Path.of(arguments[1])));
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /**
   * The lines of our configuration; the token is in its file then.
   *
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException if it is no such configuration, with what is missing
   */
  static String migrated(Path toml, Path tokenFile) throws IOException {
    RustConfig config = RustConfig.read(toml);
    if (!config.token().isEmpty()) {
      Files.createFile(
          tokenFile,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(tokenFile, config.token(), StandardOpenOption.WRITE);
    }
    return Written.of(config, tokenFile.toAbsolutePath());
  }
}
