package io.sozu.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
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

  private Handshakes() {}

  /** The fingerprint that a listener shows for a name. */
  public static String fingerprint(InetSocketAddress listener, String name) {
    try (Socket plain = new Socket(listener.getAddress(), listener.getPort());
        SSLSocket socket =
            (SSLSocket)
                CONTEXT.getSocketFactory().createSocket(plain, name, listener.getPort(), true)) {
      socket.setSoTimeout(5_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      byte[] der = socket.getSession().getPeerCertificates()[0].getEncoded();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    } catch (IOException | GeneralSecurityException e) {
      return "no handshake: " + e;
    }
  }

  /** Whether it shows this certificate for the first of its names. */
  public static boolean shows(InetSocketAddress listener, TestCertificate certificate) {
    return fingerprint(listener, certificate.names().get(0)).equals(certificate.fingerprint());
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
