package io.sozu.pki.internal.plan;

import org.jspecify.annotations.Nullable;

/**
 * One change of what Sōzu serves.
 *
 * @param want what is to be served then
 * @param old what it takes the place of, on the same listener; null to be added
 * @param drops whether names of the old one are served by it no longer
 */
public record Step(Want want, @Nullable Slot old, boolean drops) {
  /** The same certificate again, to send other names or another chain. */
  public boolean isRefresh() {
    return want.slot().equals(old);
  }

  /** Whether another certificate is away then. */
  public boolean takes() {
    return old != null && !isRefresh();
  }

  /** The same as an addition. */
  public Step added() {
    return new Step(want, null, false);
  }

  @Override
  public String toString() {
    Slot before = old;
    if (before == null) {
      return "add " + want.names() + " " + want.slot();
    }
    return isRefresh()
        ? "refresh " + want.names() + " " + want.slot()
        : "replace " + want.names() + " " + before + " → " + want.slot();
  }
}
