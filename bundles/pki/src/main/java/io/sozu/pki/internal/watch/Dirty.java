package io.sozu.pki.internal.watch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Folders that changed and wait for a quiet moment: whoever writes there may not be done. */
public final class Dirty {
  private final long quiet;
  private final Map<Path, Long> last = new HashMap<>();

  /**
   * None yet.
   *
   * @param quiet how long nothing must change in a folder before it is looked at
   */
  public Dirty(Duration quiet) {
    this.quiet = quiet.toNanos();
  }

  /** A folder changed. */
  public void add(Path folder, long now) {
    last.put(folder, now);
  }

  /** How long until the next one is quiet, in nanoseconds; {@link Long#MAX_VALUE} for none. */
  public long pause(long now) {
    return last.values().stream()
        .mapToLong(time -> Math.max(0, time + quiet - now))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Takes those that are quiet. */
  public Set<Path> take(long now) {
    Set<Path> taken = new HashSet<>();
    last.forEach(
        (folder, time) -> {
          if (now - time >= quiet) {
            taken.add(folder);
          }
        });
    last.keySet().removeAll(taken);
    return taken;
  }
}
