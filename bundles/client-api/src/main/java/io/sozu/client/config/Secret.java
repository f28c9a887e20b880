package io.sozu.client.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A password or token, or where it is. It is read anew each time it is needed, so that a changed
 * file takes effect with the next connection. Prints as its place, never as itself.
 *
 * @param key the configuration key that it belongs to, such as {@code password}
 * @param file where it is the whole content, but for white space around it; {@code key.file}
 * @param variable of the environment where it is; {@code key.env}
 * @param text the secret itself
 */
public record Secret(
    String key, @Nullable Path file, @Nullable String variable, @Nullable String text) {
  public Secret {
    int places = (file == null ? 0 : 1) + (variable == null ? 0 : 1) + (text == null ? 0 : 1);
    Check.that(
        places <= 1, key, "in " + places + " places", "in at most one of a file and a variable");
  }

  /** No secret. */
  public static Secret none(String key) {
    return new Secret(key, null, null, null);
  }

  /** One in a file. */
  public static Secret inFile(String key, Path file) {
    return new Secret(key, file, null, null);
  }

  /** One in a variable of the environment. */
  public static Secret inVariable(String key, String variable) {
    return new Secret(key, null, variable, null);
  }

  /** One that is known. */
  public static Secret of(String key, String text) {
    return new Secret(key, null, null, text);
  }

  /** One in the place that a configuration names; both texts may be blank. */
  public static Secret configured(String key, String file, String variable) {
    return new Secret(
        key,
        file.isBlank() ? null : Path.of(file.strip()),
        variable.isBlank() ? null : variable.strip(),
        null);
  }

  /** Whether there is one at all. */
  public boolean isPresent() {
    return file != null || variable != null || text != null;
  }

  /**
   * The secret; empty if there is none.
   *
   * @throws IOException if its place has none, naming key and place
   */
  public Optional<String> read() throws IOException {
    if (file != null) {
      return Optional.of(filled(key + ".file=" + file, content(file)));
    }
    if (variable != null) {
      return Optional.of(filled(key + ".env=" + variable, System.getenv(variable)));
    }
    return Optional.ofNullable(text);
  }

  private String content(Path path) throws IOException {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new IOException(key + ".file=" + path + " cannot be read: " + e, e);
    }
  }

  private static String filled(String place, @Nullable String value) throws IOException {
    if (value == null || value.isBlank()) {
      throw new IOException(place + (value == null ? " is not set" : " is empty"));
    }
    return value.strip();
  }

  @Override
  public String toString() {
    if (file != null) {
      return "in the file " + file;
    }
    if (variable != null) {
      return "in the variable " + variable;
    }
    return text == null ? "none" : "<hidden>";
  }
}
