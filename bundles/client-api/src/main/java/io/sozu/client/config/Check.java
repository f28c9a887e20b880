package io.sozu.client.config;

import java.time.Duration;

/** Says what is wrong with the value of an option: its key, the value and what is allowed. */
public final class Check {
  private Check() {}

  /**
   * Refuses a value for which something does not hold.
   *
   * @param allowed what does, to follow "must be"
   * @throws IllegalArgumentException naming key, value and what is allowed
   */
  public static void that(boolean holds, String key, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(key + "=" + value + ": must be " + allowed);
    }
  }

  /** Refuses a number outside a range, bounds included. */
  public static void between(String key, long value, long least, long most) {
    that(value >= least && value <= most, key, value, "from " + least + " to " + most);
  }

  /** Refuses a duration of zero or less. */
  public static void positive(String key, Duration value) {
    that(!value.isNegative() && !value.isZero(), key, value, "above zero");
  }
}
