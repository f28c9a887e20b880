package io.sozu.client.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  @Test
  void pausesDoubleUpToTheLongestAndBeginAgain() {
    Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofMillis(300));
    for (long whole : new long[] {50, 100, 200, 300, 300}) {
      assertThat(backoff.pause())
          .isBetween(Duration.ofMillis(whole).toNanos() / 2, Duration.ofMillis(whole).toNanos());
    }
    backoff.reset();
    assertThat(backoff.pause()).isLessThanOrEqualTo(Duration.ofMillis(50).toNanos());
  }
}
