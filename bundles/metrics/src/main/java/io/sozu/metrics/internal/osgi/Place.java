package io.sozu.metrics.internal.osgi;

/**
 * What an HTTP whiteboard has made of a servlet.
 *
 * @param state whether it is served
 * @param why it is refused; empty otherwise
 */
record Place(State state, String why) {
  /** Requests reach it. */
  static final Place SERVED = new Place(State.SERVED, "");

  /** The whiteboard does not know it, or knows no context for it. */
  static final Place LOST = new Place(State.LOST, "");

  enum State {
    SERVED,
    LOST,
    /** The whiteboard knows it and says why it does not serve it; it will, once that is gone. */
    REFUSED
  }

  static Place refused(String why) {
    return new Place(State.REFUSED, why);
  }
}
