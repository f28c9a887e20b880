package io.sozu.pki.internal;

import io.sozu.pki.internal.plan.Want;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Proves by a handshake that a listener serves a certificate: what Sōzu says of itself is not what
 * a client sees.
 */
final class Proof {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String BELOW = "sozu-pki-probe";

  private final SSLContext context;
  private final Predicate<String> expectsProxy;

  /**
   * One for the listeners of a Sōzu.
   *
   * @param expectsProxy whether a listener waits for a header of the PROXY protocol first
   */
  Proof(Predicate<String> expectsProxy) {
    this.expectsProxy = expectsProxy;
    try {
      context = SSLContext.getInstance("TLS");
      // Which certificate it is is all that counts; whom the clients trust is not ours to know.
      context.init(null, new TrustManager[] {new Anybody()}, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java speaks TLS", e);
    }
  }

  /**
   * What a handshake told.
   *
   * @param reached whether there was one
   * @param difference empty when it is as it should be
   */
  record Result(boolean reached, String difference) {}

  /** Shakes hands with the listener of a certificate. */
  Result check(Want want) {
    String asked = want.names().get(0);
    String name = asked.startsWith("*.") ? BELOW + asked.substring(1) : asked;
    String listener = want.slot().listener();
    try {
      String shown = shown(listener, name);
      return new Result(
          true,
          shown.equals(want.slot().fingerprint())
              ? ""
              : "a handshake for " + name + " at " + listener + " shows " + shown);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return new Result(
          false, "no handshake for " + name + " at " + listener + ": " + e.getMessage());
    }
  }

  /** The fingerprint of the certificate that a client gets. */
  private String shown(String listener, String name) throws IOException, GeneralSecurityException {
    InetSocketAddress address = address(listener);
    try (Socket plain = new Socket()) {
      plain.connect(address, (int) PATIENCE.toMillis());
      plain.setSoTimeout((int) PATIENCE.toMillis());
      if (expectsProxy.test(listener)) {
        plain.getOutputStream().write(ProxyHeader.of(plain));
      }
      try (SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, name, address.getPort(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        Certificate shown = socket.getSession().getPeerCertificates()[0];
        return HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(shown.getEncoded()));
      }
    }
  }

  /**
   * Where a listener is reached from here; one for every address is reached at this machine's own.
   */
  static InetSocketAddress address(String listener) throws IOException {
    int colon = listener.lastIndexOf(':');
    String host = listener.substring(0, colon).replaceAll("[\\[\\]]", "");
    InetAddress address = InetAddress.getByName(host);
    return new InetSocketAddress(
        address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address,
        Integer.parseInt(listener.substring(colon + 1)));
  }

  /** Trusts whatever it is shown. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
