package io.sozu.intake;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the body of a message is written. */
public enum Format {
  /** One protobuf {@code Request}, as the Rust connector takes it. The default. */
  PROTOBUF("application/x-protobuf"),
  /** One request in protobuf's JSON mapping. */
  JSON("application/json"),
  /** Records of Sōzu's state files, one or many, each ended by a line feed and a zero byte. */
  STATE("application/x-sozu-state");

  private static final String SOME_BYTES = "application/octet-stream";

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  /** The content type that names it. */
  public String contentType() {
    return contentType;
  }

  /**
   * The format of a content type, or empty for one that is none of ours. Who has no content type to
   * tell, tells none or, as RabbitMQ's own constants do, that it is some bytes.
   */
  public static Optional<Format> of(String contentType) {
    String bare = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return bare.isEmpty() || bare.equals(SOME_BYTES)
        ? Optional.of(PROTOBUF)
        : Arrays.stream(values()).filter(format -> format.contentType.equals(bare)).findFirst();
  }

  /** All content types, for messages to people. */
  public static String allowed() {
    return Arrays.stream(values()).map(Format::contentType).collect(Collectors.joining(", "));
  }
}
