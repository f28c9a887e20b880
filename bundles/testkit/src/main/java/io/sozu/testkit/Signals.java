package io.sozu.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;

/** Signals to processes, which Java itself cannot send. */
public final class Signals {
  private Signals() {}

  /**
   * Sends a signal; a process that is gone already is no failure.
   *
   * @param signal its name without SIG, such as {@code TERM}
   */
  public static void send(String signal, long pid) {
    kill(signal, Long.toString(pid));
  }

  /** Sends a signal to each process of a group, as a terminal does with Ctrl-C. */
  public static void sendToGroup(String signal, long leader) {
    kill(signal, "-" + leader);
  }

  private static void kill(String signal, String target) {
    try {
      new ProcessBuilder("kill", "-" + signal, "--", target)
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
