/** A folder of certificates that Sōzu always serves. */
module io.sozu.pki {
  requires transitive io.sozu.client.api;
  requires com.fasterxml.jackson.core;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static osgi.core;

  exports io.sozu.pki;
}
