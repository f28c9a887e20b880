package io.sozu.testkit;

import java.io.IOException;
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
import java.util.stream.Stream;

/**
 * The processes of one Sōzu, found by a mark in their environment. Parents do not tell: an upgraded
 * main process is nobody's child, and the workers of a killed one are not either.
 */
final class MarkedProcesses {
  private static final String VARIABLE = "SOZU_TESTKIT";

  private final String mark = UUID.randomUUID().toString();

  /** Marks a process to be started; its children inherit the mark. */
  void mark(Map<String, String> environment) {
    environment.put(VARIABLE, mark);
  }

  /** All processes that run, the main one and workers. */
  List<Long> all() {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::valueOf)
          .filter(pid -> fields(pid, "environ").contains(VARIABLE + "=" + mark))
          .filter(pid -> !fields(pid, "cmdline").isEmpty())
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot list processes: this needs Linux's /proc", e);
    }
  }

  /** The main process: the newest that is no worker, as an upgrade shows two for a moment. */
  Optional<Long> main() {
    return all().stream()
        .filter(pid -> !isWorker(pid))
        .max(Comparator.<Long, Long>comparing(MarkedProcesses::started).thenComparing(pid -> pid));
  }

  /** The workers by their ids. */
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
