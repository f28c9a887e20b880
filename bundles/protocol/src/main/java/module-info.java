/** Messages, framing and state-file records of Sōzu's command socket. */
module io.sozu.protocol {
  requires transitive com.google.protobuf;
  requires com.fasterxml.jackson.core;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports io.sozu.protocol.command;
  exports io.sozu.protocol.frame;
  exports io.sozu.protocol.json;
  exports io.sozu.protocol.state;
}
