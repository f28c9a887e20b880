package io.sozu.metrics.internal.convert;

import io.sozu.protocol.command.Bucket;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fixed upper bounds of a family's buckets, each of them one of Sōzu's own, so that no count is
 * guessed.
 *
 * <p>Sōzu 2.3.3 records whole milliseconds, rounded down, and tells cumulative counts for the
 * values up to 0, 1, 3, 7, … 2^k-1. What it counts up to 2^k-1 is exactly what took less than 2^k
 * milliseconds: that is the bound which our seconds name. Pinned by LadderTest and RealSozuPageIT.
 */
public final class Ladder {
  /** No bucket but {@code +Inf}, which every histogram has anyway. */
  public static final Ladder NONE = seconds(List.of());

  /** For families with few series: each power of two from 1 ms to 65.536 s. */
  public static final Ladder FINE = powers(0, 16, 1);

  /** For families with a series a cluster: each second power of two from 1 ms to 16.384 s. */
  public static final Ladder COARSE = powers(0, 14, 2);

  /** Sōzu's own bounds in milliseconds, for the names of the Rust connector. */
  public static final Ladder RAW = raw(16);

  private final long[] bounds;
  private final String[] texts;

  private Ladder(long[] bounds, String[] texts) {
    this.bounds = bounds;
    this.texts = texts;
  }

  /**
   * A ladder of these bounds.
   *
   * @throws IllegalArgumentException if one is not a power of two in milliseconds, or they do not
   *     rise
   */
  public static Ladder seconds(List<Duration> durations) {
    long[] bounds = new long[durations.size()];
    String[] texts = new String[bounds.length];
    long last = 0;
    for (int i = 0; i < bounds.length; i++) {
      long millis = durations.get(i).toMillis();
      if (millis <= last || Long.bitCount(millis) != 1) {
        throw new IllegalArgumentException(
            durations.get(i).toMillis()
                + "ms: bounds must rise and be powers of two in milliseconds (1ms, 2ms, 4ms, …),"
                + " because Sōzu counts in these");
      }
      last = millis;
      bounds[i] = millis - 1;
      texts[i] = BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }
    return new Ladder(bounds, texts);
  }

  /** A ladder for counts that are not Sōzu's, with bounds in the unit that is told. */
  public static Ladder of(List<Double> bounds) {
    return new Ladder(
        new long[bounds.size()],
        bounds.stream()
            .map(bound -> BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString())
            .toArray(String[]::new));
  }

  private static Ladder powers(int from, int to, int step) {
    return seconds(
        IntStream.iterate(from, i -> i <= to, i -> i + step)
            .mapToObj(i -> Duration.ofMillis(1L << i))
            .toList());
  }

  private static Ladder raw(int to) {
    long[] bounds = new long[to + 1];
    String[] texts = new String[to + 1];
    for (int i = 0; i <= to; i++) {
      bounds[i] = (1L << i) - 1;
      texts[i] = Long.toString(bounds[i]);
    }
    return new Ladder(bounds, texts);
  }

  /** How many bounds there are, without {@code +Inf}. */
  public int size() {
    return bounds.length;
  }

  /** A bound as the value of the label {@code le}. */
  public String text(int index) {
    return texts[index];
  }

  /**
   * Adds Sōzu's cumulative counts to ours. Where Sōzu's list ends before a bound, everything is
   * below the bound.
   */
  void add(List<Bucket> sozu, long[] cumulative) {
    int at = 0;
    long count = 0;
    for (int i = 0; i < bounds.length; i++) {
      while (at < sozu.size() && sozu.get(at).getLe() <= bounds[i]) {
        count = sozu.get(at++).getCount();
      }
      cumulative[i] += count;
    }
  }
}
