package io.sozu.itests.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * How long something takes a machine that does nothing else. It counts the processors' time that
 * one process used or that nobody used: all of it on a quiet machine, so that this is the time on
 * the clock; on a busy one it leaves out what went to others.
 */
final class QuietTime {
  private static final int USER_HZ = 100;

  /** In a line of {@code /proc/stat}: cpu, user, nice, system, idle, iowait and more. */
  private static final int IDLE = 4;

  private static final int WAITING = 5;

  private final Duration unusedBefore;

  private QuietTime(Duration unusedBefore) {
    this.unusedBefore = unusedBefore;
  }

  /** Counts from now, just before the process is started. */
  static QuietTime begin() throws IOException {
    return new QuietTime(unused());
  }

  /** What has passed for this process. */
  Duration of(ProcessHandle process) throws IOException {
    Duration own = process.info().totalCpuDuration().orElseThrow();
    // Those of the machine: a container may have fewer, and is told of all of them here.
    long processors = stat().filter(line -> line.matches("cpu\\d.*")).count();
    return own.plus(unused().minus(unusedBefore)).dividedBy(processors);
  }

  private static Duration unused() throws IOException {
    String[] all = stat().findFirst().orElseThrow().split(" +", -1);
    long ticks = Long.parseLong(all[IDLE]) + Long.parseLong(all[WAITING]);
    return Duration.ofMillis(ticks * 1000 / USER_HZ);
  }

  private static Stream<String> stat() throws IOException {
    return Files.readAllLines(Path.of("/proc/stat")).stream();
  }
}
