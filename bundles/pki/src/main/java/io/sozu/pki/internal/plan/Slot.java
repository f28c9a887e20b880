package io.sozu.pki.internal.plan;

/**
 * The place of a certificate in Sōzu.
 *
 * @param listener address, as people write it
 * @param fingerprint SHA-256 of the DER, lower-case hex
 */
public record Slot(String listener, String fingerprint) {
  @Override
  public String toString() {
    return fingerprint.substring(0, Math.min(12, fingerprint.length())) + "… on " + listener;
  }
}
