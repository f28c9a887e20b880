/** The promises of the Sōzu client; {@code io.sozu.client} implements them. */
module io.sozu.client.api {
  requires transitive io.sozu.protocol;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports io.sozu.client;
  exports io.sozu.client.config;
  exports io.sozu.client.event;
  exports io.sozu.client.spi;
  exports io.sozu.client.status;

  uses io.sozu.client.spi.ClientProvider;
}
