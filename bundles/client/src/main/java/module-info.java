/**
 * The client of Sōzu's command socket. Exports nothing: what it promises is in io.sozu.client.api.
 */
module io.sozu.client {
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.toml;
  requires com.kohlschutter.junixsocket.nativecommon;
  requires io.sozu.client.api;
  requires org.newsclub.net.unix;
  requires org.slf4j;
  requires static osgi.core;
  requires static org.jspecify;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  provides io.sozu.client.spi.ClientProvider with
      io.sozu.client.internal.Provider;
}
