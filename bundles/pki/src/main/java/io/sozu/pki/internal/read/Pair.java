package io.sozu.pki.internal.read;

import io.sozu.protocol.command.TlsVersion;
import java.time.Instant;
import java.util.List;

/**
 * A certificate of the folder that passed every check. Its key is not here: it is read again when
 * it is sent.
 *
 * @param fingerprint what Sōzu calls it by
 * @param names host names that it is for
 * @param notBefore since when it is valid
 * @param notAfter until when
 * @param issuer who signed it, for people
 * @param versions of TLS
 * @param listeners that it is for; empty for whatever the configuration says
 * @param chain a digest of what else is sent with it: a change means sending it again
 * @param notes what somebody should look at, though it can be served
 */
public record Pair(
    String fingerprint,
    List<String> names,
    Instant notBefore,
    Instant notAfter,
    String issuer,
    List<TlsVersion> versions,
    List<String> listeners,
    String chain,
    List<String> notes) {
  public Pair {
    names = List.copyOf(names);
    versions = List.copyOf(versions);
    listeners = List.copyOf(listeners);
    notes = List.copyOf(notes);
  }
}
