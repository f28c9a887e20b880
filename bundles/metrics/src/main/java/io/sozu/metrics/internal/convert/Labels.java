package io.sozu.metrics.internal.convert;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The labels of some series, written once and used for all of them. Values are exactly Sōzu's;
 * pages escape backslash, quote and line feed only.
 */
public final class Labels {
  /** No label. */
  public static final Labels NONE = new Labels(List.of(), List.of());

  private final List<String> names;
  private final List<String> values;
  private byte @Nullable [] encoded;

  private Labels(List<String> names, List<String> values) {
    this.names = names;
    this.values = values;
  }

  /** One label. */
  public static Labels of(String name, String value) {
    return NONE.and(name, value);
  }

  /** These and one more, last. */
  public Labels and(String name, String value) {
    List<String> moreNames = new ArrayList<>(names.size() + 1);
    moreNames.addAll(names);
    moreNames.add(name);
    List<String> moreValues = new ArrayList<>(values.size() + 1);
    moreValues.addAll(values);
    moreValues.add(wellFormed(value));
    return new Labels(moreNames, moreValues);
  }

  /** Names, in order. */
  public List<String> names() {
    return names;
  }

  /** Values, in the order of the names. */
  public List<String> values() {
    return values;
  }

  /** {@code a="1",b="2"} in UTF-8, escaped; not to be changed. */
  public byte[] encoded() {
    byte[] ready = encoded;
    if (ready == null) {
      ready = encode();
      encoded = ready; // a race computes the same bytes twice, no harm
    }
    return ready;
  }

  private byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    for (int i = 0; i < names.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(names.get(i).getBytes(StandardCharsets.US_ASCII));
      out.write('=');
      out.write('"');
      for (byte b : values.get(i).getBytes(StandardCharsets.UTF_8)) {
        switch (b) {
          case '\\' -> out.writeBytes(new byte[] {'\\', '\\'});
          case '"' -> out.writeBytes(new byte[] {'\\', '"'});
          case '\n' -> out.writeBytes(new byte[] {'\\', 'n'});
          default -> out.write(b);
        }
      }
      out.write('"');
    }
    return out.toByteArray();
  }

  /**
   * A string that UTF-8 can hold: half a surrogate pair becomes U+FFFD and its number, so that two
   * such values stay two.
   */
  static String wellFormed(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        return repaired(value);
      }
    }
    return value;
  }

  private static String repaired(String value) {
    StringBuilder out = new StringBuilder(value.length() + 8);
    value
        .codePoints()
        .forEach(
            point -> {
              if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                out.append('\uFFFD').append(Integer.toHexString(point));
              } else {
                out.appendCodePoint(point);
              }
            });
    return out.toString();
  }
}
