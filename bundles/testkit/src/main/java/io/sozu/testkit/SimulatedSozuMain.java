package io.sozu.testkit;

import io.sozu.testkit.internal.demo.DemoTraffic;
import io.sozu.testkit.internal.demo.SozuToml;
import io.sozu.testkit.internal.sim.Script;
import io.sozu.testkit.internal.sim.Simulation;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A simulated Sōzu as a program, for people who have no real one: it takes its socket, sizes,
 * listeners and clusters from Sōzu's TOML, and pretends that some traffic flows through the
 * clusters. It ends on SIGTERM, or when a client stops it.
 */
public final class SimulatedSozuMain {
  private static final String USAGE = "usage: SimulatedSozuMain --config SOZU.TOML | --socket PATH";

  private SimulatedSozuMain() {}

  /** {@code --config FILE} or {@code --socket PATH}. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println(USAGE);
      System.exit(2);
    }
    SozuToml toml;
    switch (arguments[0]) {
      case "--config" -> toml = SozuToml.read(Path.of(arguments[1]));
      case "--socket" -> toml = SozuToml.socket(Path.of(arguments[1]));
      default -> {
        System.err.println(USAGE);
        System.exit(2);
        return;
      }
    }
    run(toml);
  }

  private static void run(SozuToml toml) {
    Simulation simulation =
        new Simulation(
            toml.commandSocket(),
            toml.options(),
            toml.requests(),
            new Script(),
            kind -> {},
            System.out::println);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> simulation.end(true), "sozu-simulated-exit"));
    System.out.println("simulated Sōzu listens on " + toml.commandSocket());
    DemoTraffic traffic = new DemoTraffic(simulation);
    while (!simulation.hasEnded()) {
      traffic.flow();
      Signals.pause(200);
    }
  }
}
