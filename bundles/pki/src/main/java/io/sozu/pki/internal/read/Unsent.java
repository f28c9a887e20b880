package io.sozu.pki.internal.read;

import io.sozu.protocol.command.CertificateAndKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Certificates with their keys from when they were read until they are sent, which is soon: so none
 * is read twice. What would be too many is read again. Several threads may get; only one puts and
 * clears, while none of them gets.
 */
final class Unsent {
  /** Some ten thousand certificates with a short chain. */
  static final long MOST_BYTES = 32_000_000;

  private final Map<Source, PairReader.Found> found = new HashMap<>();
  private long bytes;

  /** Keeps what was found last; null where that is nothing. */
  void put(Source source, PairReader.@Nullable Found last) {
    found.remove(source);
    if (last != null) {
      bytes += last.certificate().getSerializedSize();
      if (bytes <= MOST_BYTES) {
        found.put(source, last);
      }
    }
  }

  /** The certificate of a pair; null when it must be read again. */
  @Nullable CertificateAndKey get(Source source, Pair pair) {
    PairReader.Found last = found.get(source);
    return last != null && last.pair().equals(pair) ? last.certificate() : null;
  }

  /** Forgets all keys. */
  void clear() {
    found.clear();
    bytes = 0;
  }
}
