package io.sozu.pulsar.internal.connect;

import io.sozu.pulsar.PulsarOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Finds out why TLS fails: of a handshake that does, Pulsar's client tells only that the connection
 * is closed. Blocking.
 */
public final class TlsProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int DEFAULT_PORT = 6651;

  private TlsProbe() {}

  /** What is wrong with TLS to the first of the brokers; empty if nothing is, or it is not used. */
  public static Optional<String> look(PulsarOptions options) {
    if (!options.serviceUrl().startsWith("pulsar+ssl:")) {
      return Optional.empty();
    }
    URI first = URI.create(options.serviceUrl().split(",", 2)[0]);
    String host = first.getHost();
    int port = first.getPort() < 0 ? DEFAULT_PORT : first.getPort();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
      plain.setSoTimeout((int) PATIENCE.toMillis());
      try (SSLSocket socket =
          (SSLSocket)
              options.tls().context().getSocketFactory().createSocket(plain, host, port, true)) {
        if (options.tls().verify() && options.tls().verifyHostname()) {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setEndpointIdentificationAlgorithm("HTTPS");
          socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        // Whether it accepts our certificate, a broker tells only after the handshake.
        return socket.getInputStream().read() < 0
            ? Optional.of("TLS with " + host + ':' + port + ": the broker closes the connection")
            : Optional.empty();
      }
    } catch (SocketTimeoutException e) {
      return Optional.empty(); // It waits for us to speak, as it should, or is not there at all.
    } catch (IOException | RuntimeException e) {
      return Optional.of("TLS with " + host + ':' + port + ": " + Reasons.of(e));
    }
  }
}
