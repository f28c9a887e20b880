/** What is published to Pulsar topics is applied to a Sōzu. */
module io.sozu.pulsar {
  requires transitive io.sozu.intake;
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.toml;
  requires org.apache.pulsar.client;
  requires org.slf4j;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static osgi.core;

  exports io.sozu.pulsar;
}
