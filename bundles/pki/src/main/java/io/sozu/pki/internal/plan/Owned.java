package io.sozu.pki.internal.plan;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that we gave Sōzu, or that was there and is in the folder, too.
 *
 * @param slot where it is
 * @param source file that it came from
 * @param content what it was sent with: another one means sending it again; empty as long as nobody
 *     knows whether Sōzu took what was sent last
 * @param notBefore since when it is valid
 * @param notAfter until when; null where an older ledger did not say
 * @param names that it was sent for, and may have
 * @param retired whether another one has its place; a Sōzu that comes back with an old state may
 *     still have it, and it is still ours then
 */
public record Owned(
    Slot slot,
    String source,
    String content,
    Instant notBefore,
    @Nullable Instant notAfter,
    List<String> names,
    boolean retired) {
  public Owned {
    names = List.copyOf(names);
  }

  /** Whether both are for a name. */
  static boolean share(List<String> names, List<String> others) {
    return !Collections.disjoint(names, others);
  }

  Owned retire() {
    return new Owned(slot, source, content, notBefore, notAfter, names, true);
  }
}
