package io.sozu.client;

/** Whether the request of a failed call may be sent again. */
public enum Retry {
  /** Sōzu never saw the request. */
  SAFE,
  /**
   * Sōzu may have applied it: send it again only if applying it twice does no harm, or ask Sōzu
   * first.
   */
  IF_REPEATABLE,
  /** The same request will fail again. */
  NO
}
