package io.sozu.itests.pulsar;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.pulsar.PulsarStandaloneStarter;

/**
 * A Pulsar broker with its bookie and its metadata in one folder. It prints one line with its
 * addresses once it serves, and lives until its standard input ends or it is killed; started again
 * on the same folder, it goes on where it was.
 *
 * <p>{@code broker.conf} in the folder, if there is one, overrides settings of the broker. The
 * bookie is known by its port, so a folder that is used again needs the same one again.
 */
public final class PulsarBrokerMain {
  private PulsarBrokerMain() {}

  /** {@code FOLDER [PORT OF THE BOOKIE]}. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 1 || arguments.length > 2) {
      System.err.println("usage: PulsarBrokerMain FOLDER [BOOKIE_PORT]");
      System.exit(2);
    }
    Path folder = Path.of(arguments[0]);
    PulsarStandaloneStarter broker =
        new PulsarStandaloneStarter(
            new String[] {
              "--config",
              configuration(folder).toString(),
              "--no-functions-worker",
              "--no-stream-storage",
              "--num-bookies",
              "1",
              "--bookkeeper-port",
              arguments.length == 2 ? arguments[1] : "0",
              "--metadata-dir",
              folder.resolve("metadata").toString(),
              "--bookkeeper-dir",
              folder.resolve("bookkeeper").toString(),
              "--advertised-address",
              "127.0.0.1"
            });
    try {
      broker.start();
    } catch (Exception e) {
      e.printStackTrace();
      // What it has started already would live on.
      System.exit(1);
    }
    System.out.println(
        "PULSAR_URL="
            + broker.getBrokerServiceUrl()
            + " PULSAR_ADMIN="
            + broker.getWebServiceUrl());
    while (System.in.read() >= 0) {
      // Nobody talks to it: only the end matters.
    }
    System.exit(0);
  }

  private static Path configuration(Path folder) throws IOException {
    Properties settings = new Properties();
    try (InputStream defaults = PulsarBrokerMain.class.getResourceAsStream("/broker.conf")) {
      settings.load(defaults);
    }
    Path overrides = folder.resolve("broker.conf");
    if (Files.exists(overrides)) {
      try (Reader reader = Files.newBufferedReader(overrides)) {
        settings.load(reader);
      }
    }
    Path effective = folder.resolve("effective.conf");
    try (Writer writer = Files.newBufferedWriter(effective)) {
      settings.store(writer, null);
    }
    return effective;
  }
}
