package io.sozu.pki;

import java.nio.file.Path;

/**
 * Why what is in a folder cannot be served. Holds nothing of a key.
 *
 * @param cause for programs
 * @param file where it is
 * @param line of the file, from 1; 0 where there is none to name
 * @param words for people
 */
public record Fault(Cause cause, Path file, int line, String words) {
  /** What can be wrong. */
  public enum Cause {
    /** A file of the pair is not there (yet). */
    MISSING,
    /** A folder, pipe, device or socket. */
    NOT_A_FILE,
    /** The system does not let us read it. */
    UNREADABLE,
    /** Symbolic links that lead back to themselves. */
    LINK_LOOP,
    /** More than Sōzu, or we, read. */
    TOO_LARGE,
    /** Nothing in it (yet). */
    EMPTY,
    /** It ends in the middle (so far). */
    TRUNCATED,
    /** It changed while it was read. */
    CHANGING,
    /** Not what its name says. */
    NOT_PEM,
    NOT_A_CERTIFICATE,
    NO_CERTIFICATE,
    NO_KEY,
    SEVERAL_KEYS,
    BAD_KEY,
    /** A key that needs a password. */
    ENCRYPTED_KEY,
    /** The key is of another certificate. */
    WRONG_KEY,
    /** A key that Sōzu does not take. */
    UNSUPPORTED_KEY,
    /** Others can read the key, which the configuration forbids. */
    OPEN_KEY,
    EXPIRED,
    NOT_YET_VALID,
    NO_NAMES,
    BAD_NAME,
    BAD_OPTIONS,
    BAD_PASSWORD,
    /** Sōzu said no. */
    REFUSED;

    /** Whether somebody may just not have finished writing. */
    public boolean mayPass() {
      return switch (this) {
        case MISSING, EMPTY, TRUNCATED, CHANGING, NO_CERTIFICATE, NO_KEY, WRONG_KEY -> true;
        case NOT_YET_VALID -> true;
        default -> false;
      };
    }
  }

  /** One line for people. */
  public String text() {
    return file + (line > 0 ? ":" + line : "") + ": " + words;
  }
}
