package io.sozu.itests.brokers;

import java.io.IOException;

/**
 * A {@link RabbitMqServer} as a program: it prints its URL and lives until its input ends, or the
 * broker by itself.
 */
public final class RabbitMqMain {
  private RabbitMqMain() {}

  /** Takes nothing. */
  public static void main(String[] arguments) throws IOException {
    try (RabbitMqServer server = RabbitMqServer.started()) {
      System.out.println("RABBITMQ_URL=" + server.url("guest", "guest"));
      var unused = server.ended().thenRun(() -> ended(server.log()));
      while (System.in.read() >= 0) {
        // Nobody talks to it: only the end matters.
      }
    }
  }

  private static void ended(String log) {
    System.err.println(log);
    System.exit(1);
  }
}
