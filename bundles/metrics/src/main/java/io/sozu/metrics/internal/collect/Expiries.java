package io.sozu.metrics.internal.collect;

import io.sozu.protocol.command.IpAddress;
import io.sozu.protocol.command.SocketAddress;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** What is told of a certificate, as label and value. */
final class Expiries {
  private Expiries() {}

  /** When a PEM's first certificate expires, in Unix time; null when it cannot be read. */
  static @Nullable Long seconds(String pem) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      return notAfter(certificate);
    } catch (CertificateException e) {
      return null;
    }
  }

  @SuppressWarnings("JavaUtilDate") // what the JDK's certificates have
  private static long notAfter(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().getEpochSecond();
  }

  /** An address as people write it: {@code 127.0.0.1:8443}, {@code [::1]:8443}. */
  static String text(SocketAddress address) {
    IpAddress ip = address.getIp();
    try {
      if (ip.hasV6()) {
        byte[] bytes =
            ByteBuffer.allocate(16)
                .putLong(ip.getV6().getHigh())
                .putLong(ip.getV6().getLow())
                .array();
        String host = java.net.Inet6Address.getByAddress(null, bytes, -1).getHostAddress();
        return '[' + host + "]:" + address.getPort();
      }
      byte[] bytes = ByteBuffer.allocate(4).putInt(ip.getV4()).array();
      return InetAddress.getByAddress(bytes).getHostAddress() + ':' + address.getPort();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four and sixteen bytes are always an address
    }
  }
}
