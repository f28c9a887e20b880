package io.sozu.itests.brokers;

import java.io.IOException;

/**
 * A {@link PulsarServer} as a program: it prints its addresses and lives until its input ends, or
 * the broker by itself.
 */
public final class PulsarMain {
  private PulsarMain() {}

  /** Takes nothing. */
  public static void main(String[] arguments) throws IOException {
    try (PulsarServer server = PulsarServer.started()) {
      System.out.println("PULSAR_URL=" + server.url() + " PULSAR_ADMIN=" + server.adminUrl());
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
