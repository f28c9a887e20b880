package io.sozu.pki.internal.read;

import java.util.Arrays;

/**
 * What stands between a BEGIN and an END of a PEM file. Prints without its content, which may be a
 * key.
 */
final class Block {
  static final String CERTIFICATE = "CERTIFICATE";

  private final String label;
  private final byte[] der;
  private final int line;
  private final boolean encrypted;

  /**
   * A block.
   *
   * @param label such as {@code CERTIFICATE}
   * @param der the content
   * @param line where it begins, from 1
   * @param encrypted whether its headers say that a password is needed
   */
  Block(String label, byte[] der, int line, boolean encrypted) {
    this.label = label;
    this.der = der;
    this.line = line;
    this.encrypted = encrypted;
  }

  String label() {
    return label;
  }

  byte[] der() {
    return der;
  }

  int line() {
    return line;
  }

  boolean isEncrypted() {
    return encrypted || label.startsWith("ENCRYPTED");
  }

  boolean isCertificate() {
    // The second is what OpenSSL wrote long ago, and TRUSTED has more than a certificate in it.
    return label.equals(CERTIFICATE) || label.equals("X509 CERTIFICATE");
  }

  boolean isKey() {
    return label.endsWith("PRIVATE KEY");
  }

  /** Overwrites the content. */
  void wipe() {
    Arrays.fill(der, (byte) 0);
  }

  @Override
  public String toString() {
    return label + " at line " + line;
  }
}
