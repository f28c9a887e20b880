package io.sozu.protocol.state;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** What Sōzu calls a certificate by: the SHA-256 of its DER. */
public final class Pem {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private Pem() {}

  /** The fingerprint of the first certificate in a PEM, lower-case hex; empty if there is none. */
  public static Optional<String> fingerprint(String pem) {
    int begin = pem.indexOf(BEGIN);
    int end = begin < 0 ? -1 : pem.indexOf(END, begin);
    if (end < 0) {
      return Optional.empty();
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
      return Optional.of(HexFormat.of().formatHex(sha256().digest(der)));
    } catch (IllegalArgumentException e) {
      // Not Base64: Sōzu says so in better words than ours.
      return Optional.empty();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
