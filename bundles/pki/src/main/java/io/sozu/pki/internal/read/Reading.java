package io.sozu.pki.internal.read;

import io.sozu.pki.Fault;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was found when the files of a source were read last.
 *
 * @param source what was read
 * @param stamp of the files
 * @param readAt when
 * @param pair what they hold; null when they cannot be used
 * @param fault why they cannot be used; null when they can
 * @param last what they held when they could be used, also before; null if they never could
 */
public record Reading(
    Source source,
    Stamp stamp,
    Instant readAt,
    @Nullable Pair pair,
    @Nullable Fault fault,
    @Nullable Pair last) {
  static Reading of(Source source, Stamp stamp, Instant readAt, Pair pair) {
    return new Reading(source, stamp, readAt, pair, null, pair);
  }

  static Reading failed(Source source, Stamp stamp, Instant readAt, Fault fault) {
    return new Reading(source, stamp, readAt, null, fault, null);
  }

  /** The same, with what the one before it held. */
  Reading after(@Nullable Reading before) {
    return last == null && before != null
        ? new Reading(source, stamp, readAt, pair, fault, before.last)
        : this;
  }

  /** Whether only the certificate is another one, and nothing that is sent with it. */
  boolean isRenewalOf(Reading before) {
    Pair now = pair;
    Pair then = before.last;
    return now != null
        && then != null
        && !now.fingerprint().equals(then.fingerprint())
        && now.names().equals(then.names())
        && now.issuer().equals(then.issuer())
        && now.chain().equals(then.chain())
        && now.versions().equals(then.versions())
        && now.listeners().equals(then.listeners());
  }

  /** Whether the files were as they are now when this was read. */
  boolean isSame(Reading other) {
    return source.equals(other.source)
        && stamp.equals(other.stamp)
        && Objects.equals(pair, other.pair)
        && Objects.equals(fault, other.fault)
        && Objects.equals(last, other.last);
  }

  /** When the last of the files was changed. */
  public Instant modified() {
    return stamp.modified();
  }
}
