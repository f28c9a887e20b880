package io.sozu.metrics.internal.expose;

/**
 * A pattern in which {@code *} is any text. Matches in a time of at most pattern times text:
 * anybody may ask, and a regular expression of many stars would keep a thread for ever.
 */
public record Glob(String pattern) {
  /** Whether the whole text is of this pattern. */
  public boolean matches(String text) {
    int at = 0;
    int star = -1;
    int resume = 0;
    int i = 0;
    while (i < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        resume = i;
      } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(i)) {
        at++;
        i++;
      } else if (star >= 0) {
        // The last star takes one character more.
        at = star + 1;
        i = ++resume;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
