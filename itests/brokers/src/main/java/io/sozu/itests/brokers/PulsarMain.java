package io.sozu.itests.brokers;

import java.io.IOException;
import java.util.Map;

/**
 * A {@link PulsarServer} as a program: it prints its addresses and lives until its input ends, or
 * the broker by itself.
 */
public final class PulsarMain {
  private PulsarMain() {}

  /** Takes nothing. */
  public static void main(String[] arguments) throws IOException {
    // Of the bookie, which takes the broker's settings too and else listens everywhere.
    try (PulsarServer server = PulsarServer.started(Map.of("listeningInterface", "lo"))) {
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
