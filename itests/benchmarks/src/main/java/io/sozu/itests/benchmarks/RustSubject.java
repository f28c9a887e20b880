package io.sozu.itests.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The Rust client in a process of its own, which takes its times itself. */
final class RustSubject implements Subject {
  private final Process process;
  private final Writer in;
  private final BufferedReader out;

  RustSubject(Path socket) throws IOException {
    process =
        new ProcessBuilder(System.getProperty("bench.peer", ""), socket.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  @Override
  public String name() {
    return "Rust client";
  }

  @Override
  public Run exchange(String kind, int count, int concurrency) throws IOException {
    String[] answer = command("exchange " + kind + " " + count + " " + concurrency);
    if (!answer[3].equals("0")) {
      throw new IOException("the Rust client failed " + answer[3] + " times");
    }
    return new Run(
        Long.parseLong(answer[0]), Long.parseLong(answer[1]), Long.parseLong(answer[2]), count);
  }

  /** Applies {@code count} AddCluster at once; how long it took in nanoseconds. */
  long bulk(String prefix, int count) throws IOException {
    String[] answer = command("bulk " + prefix + " " + count);
    if (!answer[1].equals("0")) {
      throw new IOException("the Rust client could not load");
    }
    return Long.parseLong(answer[0]);
  }

  private String[] command(String command) throws IOException {
    in.write(command + "\n");
    in.flush();
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the Rust client has gone");
    }
    return line.split(" ", -1);
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.onExit().join();
  }
}
