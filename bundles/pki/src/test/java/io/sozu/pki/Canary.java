package io.sozu.pki;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Parts of a private key in every form in which a program may keep it. */
final class Canary {
  /** Form of a number as the JDK and DER have it. */
  static final String RAW = "raw";

  /** Long enough to be there by no chance, short enough for a part of a key. */
  private static final int PART = 16;

  /** So many bytes are sixteen characters of Base64, without padding. */
  private static final int TEXT_PART = 12;

  /** Whatever the alignment and wherever a line ends, one of so many parts is whole. */
  private static final int TEXT_STARTS = 21;

  /** RFC 8410: an octet string in an octet string. */
  private static final String ED25519 = "1.3.101.112";

  private Canary() {}

  /** What to search for of a key in PKCS #8. */
  static List<Needle> of(String name, String keyPem) throws IOException {
    List<Needle> needles = new ArrayList<>();
    for (byte[] secret : secrets(der(keyPem))) {
      add(needles, name, RAW, parts(secret));
      add(needles, name, "ints", parts(reversed(secret, Integer.BYTES)));
      add(needles, name, "longs", parts(reversed(secret, Long.BYTES)));
      List<String> base64 = new ArrayList<>();
      for (int from = 0; from < Math.min(TEXT_STARTS, secret.length - TEXT_PART); from++) {
        base64.add(
            Base64.getEncoder().encodeToString(Arrays.copyOfRange(secret, from, from + TEXT_PART)));
      }
      texts(needles, name, "base64", base64);
      texts(needles, name, "hex", parts(secret).map(HexFormat.of()::formatHex).toList());
    }
    return needles;
  }

  static byte[] der(String keyPem) {
    return Base64.getMimeDecoder().decode(keyPem.replaceAll("-----[A-Z ]+-----", ""));
  }

  /** The numbers that must stay secret. */
  private static List<byte[]> secrets(byte[] pkcs8) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
    String algorithm = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption.getId())) {
      RSAPrivateKey rsa = RSAPrivateKey.getInstance(info.parsePrivateKey());
      return Stream.of(
              rsa.getPrime1(),
              rsa.getPrime2(),
              rsa.getPrivateExponent(),
              rsa.getExponent1(),
              rsa.getExponent2(),
              rsa.getCoefficient())
          .map(Canary::bytes)
          .toList();
    }
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey.getId())) {
      return List.of(bytes(ECPrivateKey.getInstance(info.parsePrivateKey()).getKey()));
    }
    if (algorithm.equals(ED25519)) {
      return List.of(ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets());
    }
    throw new IllegalArgumentException("a key of " + algorithm);
  }

  private static byte[] bytes(BigInteger number) {
    byte[] signed = number.toByteArray();
    return signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
  }

  /** As an array of words with the lowest first. */
  private static byte[] reversed(byte[] bytes, int word) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int end = bytes.length; end >= word; end -= word) {
      out.write(bytes, end - word, word);
    }
    return out.toByteArray();
  }

  private static Stream<byte[]> parts(byte[] bytes) {
    return Stream.iterate(0, from -> from + PART <= bytes.length, from -> from + PART)
        .map(from -> Arrays.copyOfRange(bytes, from, from + PART));
  }

  private static void texts(List<Needle> needles, String name, String form, List<String> texts) {
    for (Charset charset :
        List.of(
            StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      add(needles, name, form + " " + charset, texts.stream().map(text -> text.getBytes(charset)));
    }
  }

  private static void add(List<Needle> needles, String name, String form, Stream<byte[]> parts) {
    parts.forEach(part -> needles.add(new Needle(name, form, part)));
  }
}
