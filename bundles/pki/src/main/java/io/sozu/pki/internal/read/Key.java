package io.sozu.pki.internal.read;

import java.security.PublicKey;
import java.util.Arrays;

/**
 * A private key as Sōzu takes it: PKCS #8, an EC key with its public part. It lives from its file
 * to the request that brings it to Sōzu, and prints as hidden.
 */
final class Key {
  private final byte[] pkcs8;
  private final byte[] publicKey;

  /**
   * A key.
   *
   * @param pkcs8 of it
   * @param publicKey that it belongs to, a SubjectPublicKeyInfo
   */
  Key(byte[] pkcs8, byte[] publicKey) {
    this.pkcs8 = pkcs8;
    this.publicKey = publicKey;
  }

  boolean belongsTo(PublicKey other) {
    return Arrays.equals(publicKey, other.getEncoded());
  }

  String pem() {
    return Encoded.pem("PRIVATE KEY", pkcs8);
  }

  /** Overwrites it. */
  void wipe() {
    Arrays.fill(pkcs8, (byte) 0);
  }

  @Override
  public String toString() {
    return "<hidden>";
  }
}
