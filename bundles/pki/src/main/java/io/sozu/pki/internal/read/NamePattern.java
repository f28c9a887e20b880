package io.sozu.pki.internal.read;

import io.sozu.client.config.Check;
import io.sozu.pki.Layout;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where certificate and key are in a folder whose layout is none that we know: {@code
 * {name}/server.cer {name}/private/server.key}. With one path, the file has both.
 *
 * @param certificate path of the certificate, relative to the root, with {@code {name}}
 * @param key path of its key; null where the certificate's file has it
 */
public record NamePattern(String certificate, @Nullable String key) {
  private static final String NAME = "{name}";

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException naming the key, the value and what is allowed
   */
  public static NamePattern parse(String option, String text) {
    List<String> paths = List.of(text.strip().split("\\s+", -1));
    Check.that(
        paths.size() <= 2
            && paths.stream().allMatch(path -> path.split(Pattern.quote(NAME), -1).length == 2)
            && paths.stream().noneMatch(path -> path.startsWith("/") || path.contains("..")),
        option,
        text,
        "one or two paths below the folder, each with {name} once");
    return new NamePattern(paths.get(0), paths.size() == 1 ? null : paths.get(1));
  }

  /** The source whose certificate this file is, if the pattern says so. */
  Optional<Source> source(Path root, Path file, @Nullable Path options) {
    Matcher matcher = regex().matcher(root.relativize(file).toString());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Path keyFile = key == null ? null : root.resolve(key.replace(NAME, matcher.group(1)));
      return Optional.of(new Source(Layout.PATTERN, file, keyFile, options, null));
    } catch (InvalidPathException e) {
      // The system's character set has no such name, so the key cannot be found by it.
      return Optional.of(new Source(Layout.PATTERN, file, file, options, null));
    }
  }

  private Pattern regex() {
    return Pattern.compile(
        Stream.of(certificate.split(Pattern.quote(NAME), -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("([^/]+)")));
  }
}
