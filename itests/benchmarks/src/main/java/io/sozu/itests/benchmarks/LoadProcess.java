package io.sozu.itests.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@link Load} in its process. */
final class LoadProcess implements AutoCloseable {
  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final int backend;

  LoadProcess() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Load.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
    backend = Integer.parseInt(answer());
  }

  /** The port of the backend on 127.0.0.1. */
  int backend() {
    return backend;
  }

  /** One request to each host, so that Sōzu has metrics of each. */
  void touch(int port, int hosts) throws IOException {
    ask("touch " + port + " " + hosts);
    String failed = answer();
    if (!failed.equals("0")) {
      throw new IOException(failed + " of " + hosts + " requests failed");
    }
  }

  /** Begins traffic that lasts so many seconds; {@link #latency} gives what came of it. */
  void begin(int port, int hosts, int rate, int seconds) throws IOException {
    ask("load " + port + " " + hosts + " " + rate + " " + seconds);
  }

  /** Waits for the end of the traffic. */
  Latency latency() throws IOException {
    String[] words = answer().split(" ", -1);
    return new Latency(ms(words[0]), ms(words[1]), ms(words[2]), Long.parseLong(words[3]));
  }

  private static double ms(String nanos) {
    return Long.parseLong(nanos) / 1e6;
  }

  private void ask(String command) throws IOException {
    in.write(command + "\n");
    in.flush();
  }

  private String answer() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the load generator has gone");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.destroy();
    process.onExit().join();
  }

  /** Latencies of proxied requests in milliseconds. */
  record Latency(double p50, double p99, double max, long failed) {}
}
