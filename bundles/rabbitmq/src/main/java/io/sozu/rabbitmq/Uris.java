package io.sozu.rabbitmq;

import io.sozu.client.config.Check;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Where brokers are, without telling their passwords. */
final class Uris {
  /** User and password: up to the last @, because people forget to encode one in a password. */
  private static final Pattern USER = Pattern.compile("//.*@");

  private static final String ALLOWED = "amqp://host:port/vhost or amqps://host:port/vhost";

  private Uris() {}

  static URI parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      // Its message has the whole text.
      throw new IllegalArgumentException("uri=" + hidden(text) + ": must be " + ALLOWED);
    }
    boolean amqp = "amqp".equals(uri.getScheme()) || "amqps".equals(uri.getScheme());
    Check.that(amqp && uri.getHost() != null, "uri", hidden(text), ALLOWED);
    String path = uri.getRawPath();
    Check.that(
        path.isEmpty() || path.indexOf('/', 1) < 0,
        "uri",
        hidden(text),
        ALLOWED + ", a slash in a vhost's name being %2f");
    return uri;
  }

  static String hidden(String uri) {
    return USER.matcher(uri).replaceFirst("//<hidden>@");
  }
}
