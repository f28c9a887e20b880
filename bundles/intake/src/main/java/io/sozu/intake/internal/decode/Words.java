package io.sozu.intake.internal.decode;

/** Texts that strangers wrote, made fit for one line of a log, a dead letter or a status. */
public final class Words {
  /**
   * Longest text, in characters; a reason names some requests of a message, not all of thousands.
   */
  static final int LONGEST = 2_000;

  /** Longest name within a text, in characters. */
  private static final int LONGEST_NAME = 100;

  private Words() {}

  /** On one line, and not longer than a reason may be. */
  public static String clean(String text) {
    return clean(text, LONGEST);
  }

  /** On one line, and not longer than a name may be. */
  static String name(String text) {
    return clean(text, LONGEST_NAME);
  }

  private static String clean(String text, int longest) {
    boolean cut = text.length() > longest;
    String kept = cut ? text.substring(0, longest - 1) : text;
    if (kept.chars().anyMatch(Words::isBroken)) {
      StringBuilder fit = new StringBuilder(kept.length());
      kept.chars().forEach(c -> fit.append(isBroken(c) ? ' ' : (char) c));
      kept = fit.toString().strip();
    }
    return cut ? kept + '…' : kept;
  }

  private static boolean isBroken(int c) {
    return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
  }
}
