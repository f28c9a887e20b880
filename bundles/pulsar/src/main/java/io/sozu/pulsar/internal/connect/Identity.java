package io.sozu.pulsar.internal.connect;

import io.sozu.client.config.Secret;
import io.sozu.pulsar.PulsarOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.pulsar.client.api.Authentication;
import org.apache.pulsar.client.api.AuthenticationDataProvider;
import org.apache.pulsar.client.api.AuthenticationFactory;
import org.apache.pulsar.client.api.ClientBuilder;

/** How we tell the brokers who we are. */
final class Identity {
  private Identity() {}

  /**
   * Has a client say what the options want.
   *
   * @throws IOException if a token is not where it should be, or Pulsar lacks the plug-in
   */
  static void show(ClientBuilder builder, PulsarOptions options) throws IOException {
    Secret token = options.token();
    if (token.isPresent()) {
      // Tells now what would else only be seen as a connection that fails.
      token.read();
      builder.authentication(AuthenticationFactory.token(() -> now(token)));
    } else if (!options.authPlugin().isEmpty()) {
      builder.authentication(options.authPlugin(), options.authParams().read().orElse(""));
    } else if (options.tls().certificateFile() != null) {
      builder.authentication(new ByCertificate());
    }
  }

  private static String now(Secret token) {
    try {
      return token.read().orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says that the connection's certificate tells who we are. Pulsar's own needs BouncyCastle. */
  private static final class ByCertificate implements Authentication {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAuthMethodName() {
      return "tls";
    }

    @Override
    @Deprecated
    public AuthenticationDataProvider getAuthData() {
      return new NothingMore();
    }

    @Override
    @Deprecated
    public void configure(Map<String, String> parameters) {}

    @Override
    public void start() {}

    @Override
    public void close() {}
  }

  /** The certificate is shown by TLS itself. */
  private static final class NothingMore implements AuthenticationDataProvider {
    private static final long serialVersionUID = 1L;
  }
}
