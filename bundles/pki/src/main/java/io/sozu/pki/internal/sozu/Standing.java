package io.sozu.pki.internal.sozu;

/**
 * How a certificate that should be served is.
 *
 * @param kind for programs
 * @param words for people; empty when it is served
 */
public record Standing(Kind kind, String words) {
  /** What it can be. */
  public enum Kind {
    /** Every worker serves it for all of its names. */
    SERVED,
    /** Sōzu has it, and serves what somebody else put there. */
    SHADOWED,
    /** Sōzu said no. */
    REFUSED,
    /** It was not brought to Sōzu; it will be tried again. */
    OPEN
  }

  static final Standing SERVED = new Standing(Kind.SERVED, "");

  static Standing open(String words) {
    return new Standing(Kind.OPEN, words);
  }
}
