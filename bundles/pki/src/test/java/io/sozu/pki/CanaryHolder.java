package io.sozu.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;

/**
 * {@link ConnectorInProcess} in a process that keeps another key in every form on purpose: a search
 * that does not find that one would find nothing.
 */
final class CanaryHolder {
  /** What is kept. */
  static Object[] held = {};

  private CanaryHolder() {}

  /**
   * Keeps it until the connector ends.
   *
   * @param words the PEM file with the key that is kept, and a command line of {@link
   *     ConnectorInProcess}
   */
  public static void main(String[] words) throws IOException {
    String pem = Files.readString(Path.of(words[0]));
    byte[] der = Canary.der(pem);
    BigInteger secret =
        ECPrivateKey.getInstance(PrivateKeyInfo.getInstance(der).parsePrivateKey()).getKey();
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex(secret)));
    held =
        new Object[] {
          secret,
          pem,
          pem.toCharArray(),
          "ō" + pem,
          hex(secret),
          hex(secret).toCharArray(),
          "ō" + hex(secret),
          lowestFirst(bytes.asIntBuffer()),
          lowestFirst(bytes.asLongBuffer())
        };
    List<String> all = Arrays.asList(words);
    int from = all.indexOf(ConnectorInProcess.class.getName()) + 1;
    ConnectorInProcess.main(all.subList(from, all.size()).toArray(String[]::new));
  }

  private static String hex(BigInteger secret) {
    return String.format("%064x", secret);
  }

  private static int[] lowestFirst(IntBuffer words) {
    int[] turned = new int[words.remaining()];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = words.get(turned.length - 1 - i);
    }
    return turned;
  }

  private static long[] lowestFirst(LongBuffer words) {
    long[] turned = new long[words.remaining()];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = words.get(turned.length - 1 - i);
    }
    return turned;
  }
}
