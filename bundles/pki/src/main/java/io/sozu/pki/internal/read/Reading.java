package io.sozu.pki.internal.read;

import io.sozu.pki.Fault;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was found when the files of a source were read last.
 *
 * @param source what was read
 * @param stamp of the files
 * @param readAt when
 * @param pair what they hold; null when they cannot be used
 * @param fault why they cannot be used; null when they can
 */
public record Reading(
    Source source, Stamp stamp, Instant readAt, @Nullable Pair pair, @Nullable Fault fault) {
  /** When the last of the files was changed. */
  public Instant modified() {
    return stamp.modified();
  }
}
