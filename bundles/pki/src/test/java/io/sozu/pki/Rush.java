package io.sozu.pki;

import io.sozu.testkit.Eventually;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.TestCertificate;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Handshakes for some names, one after the other, while something happens. Each must show a
 * certificate that was right for its name at some time between its begin and its end: which of them
 * it was when Sōzu chose cannot be told from outside.
 */
final class Rush {
  private final InetSocketAddress listener;

  /** By name what was right, one after the other; the last is right now. */
  private final Map<String, List<List<String>>> right = new ConcurrentHashMap<>();

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong shown = new AtomicLong();
  private final Thread thread = new Thread(this::run, "handshakes");
  private volatile boolean ended;

  Rush(InetSocketAddress listener) {
    this.listener = listener;
  }

  /** From now on these may be shown for the first of their names. */
  void expect(TestCertificate... certificates) {
    List<String> fingerprints =
        List.of(certificates).stream().map(TestCertificate::fingerprint).toList();
    right.merge(
        certificates[0].names().get(0),
        List.of(fingerprints),
        (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
  }

  private void run() {
    while (!ended) {
      right.forEach(this::shake);
    }
  }

  private void shake(String name, List<List<String>> before) {
    String found = Handshakes.fingerprint(listener, name);
    List<List<String>> after = right.getOrDefault(name, before);
    List<List<String>> meanwhile = after.subList(before.size() - 1, after.size());
    if (meanwhile.stream().noneMatch(some -> some.contains(found))) {
      wrong.add(name + " showed " + found + " instead of one of " + meanwhile);
    }
    shown.incrementAndGet();
  }

  /** Waits until each name was asked about at least so often again. */
  void atLeast(int times) {
    long wanted = shown.get() + (long) times * right.size();
    Eventually.until(times + " handshakes a name", () -> shown.get() >= wanted);
  }

  /** What was shown that should not have been. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** Ends it. */
  void end() throws InterruptedException {
    ended = true;
    thread.join();
  }
}
