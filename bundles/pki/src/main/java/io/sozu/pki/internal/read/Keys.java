package io.sozu.pki.internal.read;

import io.sozu.pki.Fault.Cause;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.jspecify.annotations.Nullable;

/** Reads private keys: PKCS #8, PKCS #1 (RSA) and SEC 1 (EC). */
final class Keys {
  /** What Sōzu 2.3.3 takes, tried: its TLS library knows no other curve, and no longer RSA key. */
  private static final Set<ASN1ObjectIdentifier> CURVES =
      Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1);

  /** RFC 8410. */
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  private static final int RSA_LEAST = 2048;
  private static final int RSA_MOST = 4096;
  private static final String TAKEN =
      "; Sōzu takes RSA of 2048 to 4096 bits, EC P-256 and P-384, and Ed25519";

  private final Path file;
  private final int line;

  private Keys(Path file, int line) {
    this.file = file;
    this.line = line;
  }

  /** The one key of a PEM file. */
  static Key of(Path file, List<Block> blocks) throws Unusable {
    List<Block> keys = blocks.stream().filter(Block::isKey).toList();
    if (keys.isEmpty()) {
      throw Unusable.file(Cause.NO_KEY, file, "has no private key");
    }
    if (keys.size() > 1) {
      throw Unusable.line(
          Cause.SEVERAL_KEYS, file, keys.get(1).line(), "has more than one private key");
    }
    Block block = keys.get(0);
    Keys reader = new Keys(file, block.line());
    try {
      return reader.key(reader.info(block, blocks));
    } catch (IOException | RuntimeException e) {
      // Not told: a parser's message may quote the key.
      throw reader.bad("has a private key that cannot be read");
    } finally {
      block.wipe();
    }
  }

  /** A key in PKCS #8, from elsewhere than a PEM file. */
  static Key of(Path file, byte[] pkcs8) throws Unusable {
    Keys reader = new Keys(file, 0);
    try {
      return reader.key(PrivateKeyInfo.getInstance(pkcs8));
    } catch (IOException | RuntimeException e) {
      throw reader.bad("has a private key that cannot be read");
    }
  }

  private PrivateKeyInfo info(Block block, List<Block> blocks) throws Unusable, IOException {
    if (block.isEncrypted()) {
      throw Unusable.line(
          Cause.ENCRYPTED_KEY, file, line, "has a private key that needs a password");
    }
    return switch (block.label()) {
      case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(block.der());
      case "RSA PRIVATE KEY" ->
          new PrivateKeyInfo(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
              RSAPrivateKey.getInstance(block.der()));
      case "EC PRIVATE KEY" -> sec1(block, blocks);
      default -> throw unsupported("has a " + block.label());
    };
  }

  private PrivateKeyInfo sec1(Block block, List<Block> blocks) throws Unusable, IOException {
    ECPrivateKey ec = ECPrivateKey.getInstance(block.der());
    ASN1Encodable curve = ec.getParametersObject();
    for (Block other : blocks) {
      if (curve == null && other.label().equals("EC PARAMETERS")) {
        curve = ASN1Primitive.fromByteArray(other.der());
      }
    }
    if (curve == null) {
      throw bad("has an EC key that does not name its curve");
    }
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), ec);
  }

  private Key key(PrivateKeyInfo info) throws Unusable, IOException {
    ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return rsa(info);
    }
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return ec(info);
    }
    if (algorithm.equals(ED25519)) {
      return ed25519(info);
    }
    throw unsupported("has a private key of the algorithm " + algorithm);
  }

  private Key rsa(PrivateKeyInfo info) throws Unusable, IOException {
    RSAPrivateKey rsa = RSAPrivateKey.getInstance(info.parsePrivateKey());
    int bits = rsa.getModulus().bitLength();
    if (bits < RSA_LEAST || bits > RSA_MOST) {
      throw unsupported("has an RSA key of " + bits + " bits");
    }
    return key(info, new RSAPublicKey(rsa.getModulus(), rsa.getPublicExponent()));
  }

  private Key ec(PrivateKeyInfo info) throws Unusable, IOException {
    AlgorithmIdentifier algorithm = info.getPrivateKeyAlgorithm();
    if (!(algorithm.getParameters() instanceof ASN1ObjectIdentifier curve)
        || !CURVES.contains(curve)) {
      throw unsupported("has an EC key on another curve");
    }
    X9ECParameters parameters = CustomNamedCurves.getByOID(curve);
    ECPrivateKey ec = ECPrivateKey.getInstance(info.parsePrivateKey());
    byte[] point = point(parameters, ec.getKey(), ec.getPublicKey());
    // The JDK leaves the public part out, and Sōzu 2.3.3 refuses such a key.
    ECPrivateKey whole =
        new ECPrivateKey(parameters.getN().bitLength(), ec.getKey(), new DERBitString(point), null);
    return new Key(
        new PrivateKeyInfo(algorithm, whole).getEncoded(),
        new SubjectPublicKeyInfo(algorithm, point).getEncoded());
  }

  /**
   * The public part; reckoned only where it is not given, because that takes as long as the rest.
   */
  private static byte[] point(
      X9ECParameters curve, BigInteger secret, @Nullable ASN1BitString given) {
    return (given == null
            ? curve.getG().multiply(secret).normalize()
            : curve.getCurve().decodePoint(given.getOctets()))
        .getEncoded(false);
  }

  private Key ed25519(PrivateKeyInfo info) throws IOException {
    byte[] seed = ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets();
    byte[] point = new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
    return new Key(
        info.getEncoded(),
        new SubjectPublicKeyInfo(info.getPrivateKeyAlgorithm(), point).getEncoded());
  }

  private static Key key(PrivateKeyInfo info, ASN1Encodable publicKey) throws IOException {
    return new Key(
        info.getEncoded(),
        new SubjectPublicKeyInfo(info.getPrivateKeyAlgorithm(), publicKey).getEncoded());
  }

  private Unusable unsupported(String words) {
    return Unusable.line(Cause.UNSUPPORTED_KEY, file, line, words + TAKEN);
  }

  private Unusable bad(String words) {
    return Unusable.line(Cause.BAD_KEY, file, line, words);
  }
}
