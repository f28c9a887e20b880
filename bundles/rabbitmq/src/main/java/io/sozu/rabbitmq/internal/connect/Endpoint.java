package io.sozu.rabbitmq.internal.connect;

import io.sozu.rabbitmq.RabbitMqOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Where to connect, and as whom.
 *
 * @param tls whether TLS is spoken
 */
record Endpoint(String host, int port, boolean tls, String vhost, String user, String password) {
  private static final int PORT = 5672;
  private static final int TLS_PORT = 5671;

  /** What a broker that was just installed has; it takes this user from its own machine only. */
  private static final String GUEST = "guest";

  /**
   * Reads the password from its place.
   *
   * @throws IOException if it is not there
   */
  static Endpoint of(RabbitMqOptions options) throws IOException {
    URI uri = options.uri();
    boolean tls = uri.getScheme().equals("amqps");
    int usual = tls ? TLS_PORT : PORT;
    String path = uri.getRawPath();
    String info = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
    int colon = info.indexOf(':');
    String user = colon < 0 ? info : info.substring(0, colon);
    String password = colon < 0 ? "" : decoded(info.substring(colon + 1));
    return new Endpoint(
        host(uri),
        uri.getPort() < 0 ? usual : uri.getPort(),
        tls,
        path.length() < 2 ? "/" : decoded(path.substring(1)),
        first(options.username(), decoded(user)),
        options.password().read().orElse(first(password, GUEST)));
  }

  private static String first(String text, String otherwise) {
    return text.isBlank() ? (otherwise.isBlank() ? GUEST : otherwise) : text;
  }

  private static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String decoded(String text) {
    // A plus is a plus in a URI; only forms mean a space by it.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** For people: without the password. */
  @Override
  public String toString() {
    String path = vhost.equals("/") ? "" : '/' + vhost;
    return (tls ? "amqps://" : "amqp://") + user + '@' + host + ':' + port + path;
  }
}
