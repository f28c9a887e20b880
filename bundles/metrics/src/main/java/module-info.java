/** Sōzu's metrics as a Prometheus collector and an HTTP endpoint. */
module io.sozu.metrics {
  requires transitive io.sozu.client.api;
  requires transitive simpleclient;
  requires org.slf4j;
  requires static javax.servlet.api;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.http.whiteboard;
  requires static org.osgi.service.metatype.annotations;
  requires static osgi.core;

  exports io.sozu.metrics;
}
