package io.sozu.client.internal.pool;

/** Who wants to know how the pool is. Called on the loop thread: must not block. */
public interface Events {
  /** Sōzu is reached, for the first time or again. */
  void reachable();

  /** No connection can be had; told at the first failed try, not at each. */
  void unreachable(String why);

  /** Several calls in a row got no answer in time. */
  void silent(String what);

  /** An answer came after {@link #silent}. */
  void answering();
}
