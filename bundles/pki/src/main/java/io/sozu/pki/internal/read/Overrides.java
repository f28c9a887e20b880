package io.sozu.pki.internal.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.sozu.client.config.Addresses;
import io.sozu.pki.Fault.Cause;
import io.sozu.protocol.command.TlsVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an options.json says of the certificates beside it: a list of TLS versions, as the Rust
 * connector reads it, or an object with any of {@code versions}, {@code names} and {@code
 * listeners}.
 *
 * @param versions of TLS; empty for the default
 * @param names instead of those in the certificate; empty for these
 * @param listeners that it is for, as {@code 0.0.0.0:443}; empty for whatever the configuration
 *     says
 */
record Overrides(List<TlsVersion> versions, List<String> names, List<String> listeners) {
  /** Without buffers that are kept on threads which are not ours: a key may be there by mistake. */
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build();

  private static final Overrides NONE = new Overrides(List.of(), List.of(), List.of());

  /** What may be told of a file: looks like a version, though it is none. */
  private static final Pattern VERSION =
      Pattern.compile("((TLS|SSL)[ _]?v?)?\\d([._]\\d)?", Pattern.CASE_INSENSITIVE);

  private static final String ALLOWED =
      "must be a list of TLS versions, or an object with lists of versions, names and listeners";

  Overrides {
    versions = List.copyOf(versions);
    names = List.copyOf(names);
    listeners = List.copyOf(listeners);
  }

  /** Nothing, where there is no such file. */
  static Overrides read(@Nullable Path file) throws Unusable {
    if (file == null) {
      return NONE;
    }
    byte[] content = SafeFile.read(file);
    try (JsonParser parser = JSON.createParser(content)) {
      return parsed(file, parser);
    } catch (IOException e) {
      throw new IllegalStateException("a parser of memory does not close", e);
    }
  }

  private static Overrides parsed(Path file, JsonParser parser) throws Unusable {
    try {
      return parse(file, parser);
    } catch (IOException e) {
      // Without the message, which quotes: the file may be a link to anything, such as a password.
      throw Unusable.line(Cause.BAD_OPTIONS, file, line(parser), "is no JSON");
    }
  }

  private static Overrides parse(Path file, JsonParser parser) throws Unusable, IOException {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_ARRAY) {
      return new Overrides(versions(file, parser), List.of(), List.of());
    }
    if (first != JsonToken.START_OBJECT) {
      throw wrong(file, parser);
    }
    List<TlsVersion> versions = List.of();
    List<String> names = List.of();
    List<String> listeners = List.of();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw wrong(file, parser);
      }
      switch (field) {
        case "versions" -> versions = versions(file, parser);
        case "names" -> names = names(file, parser);
        case "listeners" -> listeners = listeners(file, parser);
        default -> throw wrong(file, parser);
      }
    }
    return new Overrides(versions, names, listeners);
  }

  private static List<TlsVersion> versions(Path file, JsonParser parser)
      throws Unusable, IOException {
    List<TlsVersion> versions = new ArrayList<>();
    for (String text : texts(file, parser)) {
      versions.add(version(file, parser, text));
    }
    return versions;
  }

  private static TlsVersion version(Path file, JsonParser parser, String text) throws Unusable {
    // "TLSv1.3", "TLS_V1_3" and "tls 1.3" are the same.
    String plain = text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    for (TlsVersion version : TlsVersion.values()) {
      String name = version.name().replace("_", "");
      if (plain.equals(name)
          || plain.equals(name.replace("V", ""))
          || text.equals(String.valueOf(version.getNumber()))) {
        return version;
      }
    }
    throw Unusable.line(
        Cause.BAD_OPTIONS,
        file,
        line(parser),
        "has "
            + (VERSION.matcher(text).matches() ? text : "a text")
            + ", which is no TLS version: such as TLSv1.2 (or 4) and TLSv1.3 (or 5)");
  }

  private static List<String> names(Path file, JsonParser parser) throws Unusable, IOException {
    List<String> names = new ArrayList<>();
    for (String text : texts(file, parser)) {
      names.add(HostNames.written(file, line(parser), text));
    }
    if (names.size() > HostNames.MOST) {
      throw Unusable.file(Cause.TOO_LARGE, file, "has more than " + HostNames.MOST + " names");
    }
    return names;
  }

  private static List<String> listeners(Path file, JsonParser parser) throws Unusable, IOException {
    List<String> listeners = new ArrayList<>();
    for (String text : texts(file, parser)) {
      try {
        listeners.add(Addresses.normal("listeners", text));
      } catch (IllegalArgumentException e) {
        // Without the text, as above.
        throw Unusable.line(
            Cause.BAD_OPTIONS,
            file,
            line(parser),
            "has a listener that is no IP address and port, such as 0.0.0.0:443 or [::]:443");
      }
    }
    return listeners;
  }

  private static List<String> texts(Path file, JsonParser parser) throws Unusable, IOException {
    List<String> texts = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
        throw wrong(file, parser);
      }
      texts.add(parser.getText());
    }
    return texts;
  }

  private static Unusable wrong(Path file, JsonParser parser) {
    return Unusable.line(Cause.BAD_OPTIONS, file, line(parser), ALLOWED);
  }

  private static int line(JsonParser parser) {
    return parser.currentLocation().getLineNr();
  }
}
