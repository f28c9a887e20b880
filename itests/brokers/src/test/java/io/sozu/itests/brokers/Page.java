package io.sozu.itests.brokers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;
import io.sozu.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A backend that answers everything with one word. */
final class Page implements AutoCloseable {
  private final HttpServer server;

  /** One that serves. */
  Page(String word) {
    try {
      server = HttpServer.create(FreePorts.next(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          byte[] body = word.getBytes(US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /** Its port of 127.0.0.1. */
  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
