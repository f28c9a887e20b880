package io.sozu.metrics.internal.convert;

import java.util.Locale;

/**
 * What a series tells about. One family has one scope, so that a sum never counts twice. In page
 * order.
 */
public enum Scope {
  /** The connector itself, and what it found out about Sōzu. */
  CONNECTOR("the connector"),
  /** The main process. */
  MAIN("the main process"),
  /** All workers together. */
  PROXY("all workers together"),
  /** One cluster, over all workers and backends. */
  CLUSTER("one cluster, over all workers and backends"),
  /** One backend of a cluster, over all workers. */
  BACKEND("one backend, over all workers"),
  /** One worker. */
  WORKER("one worker");

  private final String about;

  Scope(String about) {
    this.about = about;
  }

  /** For HELP lines. */
  public String about() {
    return about;
  }

  /** As in family names and in {@code ?scope=}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
