package io.sozu.pki.internal.plan;

import java.time.Instant;
import java.util.List;

/**
 * A certificate that we gave Sōzu, or that was there and is in the folder, too.
 *
 * @param slot where it is
 * @param source file that it came from
 * @param content what it was sent with: another one means sending it again
 * @param notBefore since when it is valid
 * @param names that it was sent for
 * @param retired whether another one has its place; a Sōzu that comes back with an old state may
 *     still have it, and it is still ours then
 */
public record Owned(
    Slot slot,
    String source,
    String content,
    Instant notBefore,
    List<String> names,
    boolean retired) {
  public Owned {
    names = List.copyOf(names);
  }

  Owned retire() {
    return new Owned(slot, source, content, notBefore, names, true);
  }
}
