package io.sozu.pki.internal.read;

import io.sozu.pki.Fault.Cause;
import java.math.BigInteger;
import java.nio.file.Path;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * How often a PKCS #12 file makes its reader hash the password. The JDK allows 5,000,000 rounds for
 * the MAC and for each of any number of parts, which is minutes of a core, before anybody has shown
 * to know the password. A key within an encrypted part is not seen here: there is at most one that
 * is opened, and the JDK's bound is for it.
 */
final class Rounds {
  /**
   * A second or two of a core. OpenSSL makes 2,048 for each of MAC, key and certificates, the JDK
   * 10,000, and whoever wants much asks for 600,000.
   */
  static final int MOST = 2_000_000;

  private BigInteger sum = BigInteger.ZERO;

  private Rounds() {}

  /** Refuses a file that takes too many. */
  static void check(Path file, byte[] content) throws Unusable {
    Rounds rounds = new Rounds();
    try {
      rounds.add(Pfx.getInstance(content));
    } catch (RuntimeException e) {
      throw Unusable.file(Cause.BAD_KEY, file, "is no PKCS #12 file, or only a part of one");
    }
    if (rounds.sum.compareTo(BigInteger.valueOf(MOST)) > 0) {
      throw Unusable.file(
          Cause.TOO_LARGE,
          file,
          "takes "
              + rounds.sum
              + " rounds of its password to open, and more than "
              + MOST
              + " are not made");
    }
  }

  private void add(Pfx pfx) {
    MacData mac = pfx.getMacData();
    if (mac != null) {
      add(mac.getIterationCount());
    }
    for (ASN1Encodable part : sequence(pfx.getAuthSafe().getContent())) {
      ContentInfo info = ContentInfo.getInstance(part);
      if (info.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
        add(EncryptedData.getInstance(info.getContent()).getEncryptionAlgorithm());
      } else if (info.getContentType().equals(PKCSObjectIdentifiers.data)) {
        sequence(info.getContent()).forEach(bag -> add(SafeBag.getInstance(bag)));
      }
    }
  }

  private static ASN1Sequence sequence(ASN1Encodable content) {
    return ASN1Sequence.getInstance(ASN1OctetString.getInstance(content).getOctets());
  }

  private void add(SafeBag bag) {
    if (bag.getBagId().equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
      add(EncryptedPrivateKeyInfo.getInstance(bag.getBagValue()).getEncryptionAlgorithm());
    }
  }

  private void add(AlgorithmIdentifier algorithm) {
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
      KeyDerivationFunc function =
          PBES2Parameters.getInstance(algorithm.getParameters()).getKeyDerivationFunc();
      add(PBKDF2Params.getInstance(function.getParameters()).getIterationCount());
    } else {
      add(PKCS12PBEParams.getInstance(algorithm.getParameters()).getIterations());
    }
  }

  /** One below zero takes nothing back. */
  private void add(BigInteger rounds) {
    sum = sum.add(rounds.max(BigInteger.ZERO));
  }
}
