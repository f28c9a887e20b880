package io.sozu.intake.internal;

import io.sozu.intake.Result;
import io.sozu.intake.internal.loop.Ticks;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs refused messages, but only some a second: of ten thousand bad ones the rest is counted. On
 * the intake's thread.
 */
final class RefusalLog {
  /** Lines a second. */
  static final int MOST = 5;

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final String name;
  private long secondBegan = -SECOND;
  private int lines;
  private int leftOut;

  RefusalLog(String name) {
    this.name = name;
  }

  /** A message was refused. */
  void add(String id, Result result) {
    look();
    if (lines == MOST) {
      leftOut++;
      return;
    }
    lines++;
    LOG.warn("{}: {} {}: {}", name, id, result.verdict(), result.reason());
  }

  /** Tells how many were left out, once their second is over. To be called now and then. */
  void look() {
    long now = Ticks.now();
    if (now - secondBegan < SECOND) {
      return;
    }
    secondBegan = now;
    lines = 0;
    if (leftOut > 0) {
      LOG.warn("{}: and {} more refused, each a dead letter with its reason", name, leftOut);
      leftOut = 0;
    }
  }
}
