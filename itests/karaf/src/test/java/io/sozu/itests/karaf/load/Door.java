package io.sozu.itests.karaf.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * How the test in the container tells a {@link Load} beside it what to do: by HTTP, with a command
 * as the path, and what belongs to it as the body. The answer comes when it is done; its status is
 * 500, with the reason, if it failed.
 */
public final class Door {
  private final Load load;
  private final HttpServer server;

  private Door(Load load, HttpServer server) {
    this.load = load;
    this.server = server;
  }

  /** Opens one on a free port of 127.0.0.1; it closes with the load. */
  public static int open(Load load) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Door door = new Door(load, server);
    server.createContext("/", door::answer);
    server.start();
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String command = exchange.getRequestURI().getPath().substring(1);
    try {
      send(exchange, 200, obey(command, exchange.getRequestBody()));
    } catch (Exception | AssertionError e) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      send(exchange, 500, text.toString());
    }
    if (command.equals("close")) {
      server.stop(0);
    }
  }

  private String obey(String command, InputStream body) throws Exception {
    switch (command) {
      case "begin" -> load.begin();
      case "caught-up" -> load.caughtUp();
      case "connected" -> load.connected();
      case "connected-anew" -> load.connectedAnew();
      case "unrepeated" -> load.unrepeated();
      case "end" -> {
        return load.end(times(body));
      }
      case "close" -> load.close();
      default -> throw new IllegalArgumentException("unknown: " + command);
    }
    return "";
  }

  /** One a line. */
  private static List<Instant> times(InputStream body) throws IOException {
    return new String(body.readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .map(Instant::parse)
        .toList();
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
