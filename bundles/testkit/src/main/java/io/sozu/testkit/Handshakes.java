package io.sozu.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What a client sees: never only that a handshake works, because Sōzu has a certificate for all.
 */
public final class Handshakes {
  private static final SSLContext CONTEXT = trusting();

  /** In a subjectAltName (RFC 5280, GeneralName). */
  private static final Integer DNS_NAME = 2;

  private Handshakes() {}

  /** What a listener shows for a name. */
  public static Shown shown(InetSocketAddress listener, String name) {
    try (Socket plain = new Socket(listener.getAddress(), listener.getPort());
        SSLSocket socket =
            (SSLSocket)
                CONTEXT.getSocketFactory().createSocket(plain, name, listener.getPort(), true)) {
      socket.setSoTimeout(5_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      Certificate[] chain = socket.getSession().getPeerCertificates();
      List<String> fingerprints = new ArrayList<>();
      for (Certificate one : chain) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(one.getEncoded());
        fingerprints.add(HexFormat.of().formatHex(digest));
      }
      X509Certificate first = (X509Certificate) chain[0];
      return new Shown(fingerprints, first.getIssuerX500Principal().getName(), names(first), "");
    } catch (IOException | GeneralSecurityException e) {
      return Shown.failed(e.toString());
    }
  }

  private static List<String> names(X509Certificate certificate)
      throws CertificateParsingException {
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    return alternatives == null
        ? List.of()
        : alternatives.stream()
            .filter(one -> one.get(0).equals(DNS_NAME))
            .map(one -> String.valueOf(one.get(1)))
            .toList();
  }

  /** The fingerprint that a listener shows for a name. */
  public static String fingerprint(InetSocketAddress listener, String name) {
    return shown(listener, name).fingerprint();
  }

  /** Whether it shows this certificate for the first of its names. */
  public static boolean shows(InetSocketAddress listener, TestCertificate certificate) {
    return shown(listener, certificate.names().get(0)).is(certificate);
  }

  /** A context that trusts whatever it is shown, and resumes nothing. */
  public static SSLContext trusting() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      // A resumed session has the certificate of the one before.
      context.getClientSessionContext().setSessionCacheSize(1);
      context.getClientSessionContext().setSessionTimeout(1);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
