package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.testkit.Eventually;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.Shown;
import io.sozu.testkit.TestCertificate;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Handshakes for some names, one after the other, while something happens. Each must show a
 * certificate, by fingerprint, issuer and names, that was right for its name at some time between
 * its begin and its end: which of them it was when Sōzu chose cannot be told from outside.
 */
final class Rush {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A handshake on a busy machine. */
  private static final Duration PER_NAME = Duration.ofMillis(50);

  private final InetSocketAddress listener;

  /** By name what was right, one after the other; the last is right now. */
  private final Map<String, List<List<TestCertificate>>> right = new ConcurrentHashMap<>();

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong shown = new AtomicLong();
  private final Thread thread = new Thread(this::run, "handshakes");
  private volatile boolean ended;

  Rush(InetSocketAddress listener) {
    this.listener = listener;
  }

  /** From now on these may be shown for the first name of the first. */
  void expect(TestCertificate... certificates) {
    expect(certificates[0].names().get(0), certificates);
  }

  /** From now on these may be shown for a name. */
  void expect(String name, TestCertificate... certificates) {
    right.merge(
        name,
        List.of(List.of(certificates)),
        (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
  }

  /** From now on a name is not asked about. */
  void leave(TestCertificate certificate) {
    right.remove(certificate.names().get(0));
  }

  private void run() {
    while (!ended) {
      right.forEach(this::shake);
      rounds.incrementAndGet();
    }
  }

  private void shake(String name, List<List<TestCertificate>> before) {
    Shown found = Handshakes.shown(listener, name);
    shown.incrementAndGet();
    List<List<TestCertificate>> after = right.get(name);
    if (after != null) {
      List<List<TestCertificate>> meanwhile = after.subList(before.size() - 1, after.size());
      if (meanwhile.stream().flatMap(List::stream).noneMatch(found::is)) {
        wrong.add(name + " showed " + found + " instead of one of " + meanwhile);
      }
    }
  }

  /** Waits until each name was asked about so often again, and nothing was ever shown wrong. */
  void isRight(int times) {
    // One more: the round that is on its way has begun before.
    long wanted = rounds.get() + times + 1;
    Eventually.until(
        times + " handshakes a name",
        PATIENCE.plus(PER_NAME.multipliedBy((long) times * right.size())),
        () -> rounds.get() >= wanted);
    assertThat(wrong).as("of %s handshakes", shown).isEmpty();
  }

  /** Ends it. */
  void end() throws InterruptedException {
    ended = true;
    thread.join();
  }
}
