package io.sozu.pki;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One certificate of the folder, or one that is ours in Sōzu though its files are gone. Holds
 * nothing of a key.
 *
 * @param files where it is
 * @param state how it is
 * @param words why, for people; empty when it is served and nobody need look
 * @param served whether every worker serves it; when its files cannot be used, the one that they
 *     held before
 * @param names that it is for. When its files cannot be used, what follows is of the one that they
 *     held before and that stays in Sōzu; without one, names and fingerprint are empty, and the
 *     times null
 * @param fingerprint SHA-256 of the DER, lower-case hex
 * @param notBefore since when it is valid
 * @param notAfter until when; null also for what an early ledger did not note
 * @param issuer who signed it; empty when its files cannot be used
 * @param listeners that serve it, or should
 * @param changed when its files were changed last; null when they are gone
 * @param next what happens next, for people
 */
public record CertificateInfo(
    List<Path> files,
    State state,
    String words,
    boolean served,
    List<String> names,
    String fingerprint,
    @Nullable Instant notBefore,
    @Nullable Instant notAfter,
    String issuer,
    List<String> listeners,
    @Nullable Instant changed,
    String next) {
  /** How a certificate of the folder can be. */
  public enum State {
    /** Every worker serves it. */
    SERVED,
    /** Not complete yet, not valid yet, or not brought to Sōzu yet. */
    WAITING,
    /** It cannot be used, or Sōzu refuses it; what was served before still is. */
    INVALID,
    /** A newer one has all of its names. */
    SUPERSEDED,
    /** Sōzu has it, and serves what somebody else put there. */
    FOREIGN,
    /** Its files are gone, and it goes soon. */
    GOING,
    /** Its files are gone with too many others: it stays until somebody lets it go. */
    HELD
  }

  public CertificateInfo {
    files = List.copyOf(files);
    names = List.copyOf(names);
    listeners = List.copyOf(listeners);
  }
}
