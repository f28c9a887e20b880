package io.sozu.intake;

/** A message was given back before its outcome was known: it must come again. */
public final class IntakeClosed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public IntakeClosed(String message) {
    super(message);
  }
}
