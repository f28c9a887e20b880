package io.sozu.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A process that a test started and all that it started in its turn, such as the processes of one
 * Sōzu, found by a mark in their environment. Parents do not tell: an upgraded main process is
 * nobody's child, and the workers of a killed one are not either. Needs Linux's {@code /proc}.
 */
public final class MarkedProcesses {
  private static final String VARIABLE = "SOZU_TESTKIT";

  /** Waits for the end of its standard input, then kills whatever has the mark that it is given. */
  private static final String GUARD =
      """
      cat
      for process in /proc/[0-9]*; do
        if grep -qszxF "$0" "$process/environ"; then kill -9 "${process#/proc/}"; fi
      done
      """;

  /** Where the state is in a line of {@code stat}, counted behind the name and its bracket. */
  private static final int STATE = 1;

  private static final int START_TIME = 20;

  private final String mark = UUID.randomUUID().toString();

  /**
   * Start times of all that were ever seen: a process that is ending has no environment any more.
   */
  private final Map<Long, String> seen = new ConcurrentHashMap<>();

  /** With a mark of its own. */
  public MarkedProcesses() {}

  /** Marks a process to be started; its children inherit the mark. */
  public void mark(Map<String, String> environment) {
    environment.put(VARIABLE, mark);
  }

  /** Process ids of all that run. */
  public List<Long> all() {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::valueOf)
          .filter(pid -> fields(pid, "environ").contains(VARIABLE + "=" + mark))
          .filter(pid -> !fields(pid, "cmdline").isEmpty())
          .peek(pid -> seen.putIfAbsent(pid, stat(pid, START_TIME)))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot list processes: this needs Linux's /proc", e);
    }
  }

  /**
   * Whether none runs and none is still ending: until its last moment a process holds its sockets
   * open, and what is written into them is lost.
   */
  public boolean allGone() {
    return all().isEmpty()
        && seen.entrySet().stream()
            .noneMatch(
                process ->
                    stat(process.getKey(), START_TIME).equals(process.getValue())
                        && !"ZX".contains(stat(process.getKey(), STATE)));
  }

  /** Kills all of them and waits until they are gone. */
  public void killAll() {
    Eventually.until(
        "all processes to end",
        () -> {
          // Again and again: a main process that lives a moment longer starts a new worker, and an
          // upgrade a new main process.
          all().forEach(pid -> Signals.send("KILL", pid));
          return allGone();
        });
  }

  /**
   * A process that kills all of them when this JVM has ended, even if the JVM itself was killed. To
   * be destroyed by who has ended them already.
   */
  public Process guard() {
    try {
      return new ProcessBuilder("sh", "-c", GUARD, VARIABLE + "=" + mark)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The main process: the newest that is no worker, as an upgrade shows two for a moment. */
  Optional<Long> main() {
    return all().stream()
        .filter(pid -> !isWorker(pid))
        .max(Comparator.<Long, Long>comparing(MarkedProcesses::started).thenComparing(pid -> pid));
  }

  /** The workers of a Sōzu by their ids. */
  Map<Integer, Long> workers() {
    Map<Integer, Long> workers = new TreeMap<>();
    for (long pid : all()) {
      if (isWorker(pid)) {
        List<String> words = fields(pid, "cmdline");
        int id = words.indexOf("--id");
        if (id >= 0 && id + 1 < words.size()) {
          workers.put(Integer.valueOf(words.get(id + 1)), pid);
        }
      }
    }
    return workers;
  }

  private static boolean isWorker(long pid) {
    return fields(pid, "cmdline").contains("worker");
  }

  private static Long started(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().startInstant())
        .map(instant -> instant.toEpochMilli())
        .orElse(0L);
  }

  /** A word of a process's {@code stat}, counted behind its name; empty when it is gone. */
  private static String stat(long pid, int word) {
    String line = String.join("", fields(pid, "stat"));
    String[] words = line.substring(line.lastIndexOf(')') + 1).split(" ", -1);
    return word < words.length ? words[word] : "";
  }

  /** A file of a process as its zero-ended fields; none when the process is gone or not ours. */
  private static List<String> fields(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), file));
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.isEmpty() ? List.of() : Arrays.asList(text.split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }
}
