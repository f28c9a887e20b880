/**
 * What every broker connector shares: messages in, changes of Sōzu out, each message settled by its
 * outcome.
 */
module io.sozu.intake {
  requires transitive io.sozu.client.api;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static osgi.core;

  exports io.sozu.intake;
}
