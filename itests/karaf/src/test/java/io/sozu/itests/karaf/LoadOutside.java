package io.sozu.itests.karaf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;

/** The {@code Load} beside the container, as the test in it tells it what to do. */
final class LoadOutside {
  /** Where the port of its door is told. */
  static final String PORT = "itest.load.port";

  /**
   * Waits until it has done something.
   *
   * @return what it tells then
   */
  String tell(String command) throws IOException {
    return tell(command, List.of());
  }

  /** {@link #tell(String)} with something that belongs to it, a line each. */
  String tell(String command, List<?> lines) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + System.getProperty(PORT) + "/" + command);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestProperty("Connection", "close");
    connection.setDoOutput(true);
    try (OutputStream body = connection.getOutputStream()) {
      for (Object line : lines) {
        body.write((line + "\n").getBytes(UTF_8));
      }
    }
    boolean done = connection.getResponseCode() < 300;
    try (InputStream body = done ? connection.getInputStream() : connection.getErrorStream()) {
      String text = new String(body.readAllBytes(), UTF_8);
      assertEquals(command + ": " + text, true, done);
      return text;
    }
  }
}
