package io.sozu.metrics.internal.expose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GlobTest {
  @Test
  void aStarIsAnyText() {
    assertThat(new Glob("sozu_*_total").matches("sozu_cluster_requests_total")).isTrue();
    assertThat(new Glob("*").matches("")).isTrue();
    assertThat(new Glob("a*b*").matches("axxbyyb")).isTrue();
    assertThat(new Glob("sozu_up").matches("sozu_up")).isTrue();
    assertThat(new Glob("sozu_*").matches("karaf_up")).isFalse();
    assertThat(new Glob("a*b").matches("axxbc")).isFalse();
    assertThat(new Glob("a.c").matches("abc")).isFalse();
  }

  @Test
  void manyStarsTakeNoTime() {
    String stars = "*a".repeat(2_000) + "!";
    assertThat(new Glob(stars).matches("a".repeat(5_000))).isFalse();
  }
}
