package io.sozu.protocol.internal.json;

/** The two ways in which messages are written as JSON. */
public enum Dialect {
  /**
   * Sōzu's state files, as serde reads and writes them there: fields have their proto names, a
   * oneof is an object with one SCREAMING_SNAKE_CASE member, enums are numbers, bytes are arrays of
   * numbers, and repeated and map fields are written also when empty, because Sōzu demands most of
   * them. Sōzu ignores fields that it does not know.
   */
  STATE_FILE,
  /**
   * Protobuf's JSON mapping: lowerCamelCase names (proto names are read too), enums by name, 64-bit
   * numbers as strings, bytes as base64. A field it does not know is an error.
   */
  PROTOBUF
}
