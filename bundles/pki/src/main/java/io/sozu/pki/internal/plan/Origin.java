package io.sozu.pki.internal.plan;

/**
 * Where a certificate on a listener came from: what one file had there, one after the other.
 *
 * @param listener address, as people write it
 * @param source the file
 */
record Origin(String listener, String source) {
  static Origin of(Owned owned) {
    return new Origin(owned.slot().listener(), owned.source());
  }
}
