package io.sozu.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;

/** Signals to processes, which Java itself cannot send. */
final class Signals {
  private Signals() {}

  /** Sends a signal; a process that is gone already is no failure. */
  static void send(String signal, long pid) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A short breath between two looks. */
  static void pause(long millis) {
    LockSupport.parkNanos(millis * 1_000_000);
  }
}
