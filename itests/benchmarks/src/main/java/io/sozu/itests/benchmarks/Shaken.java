package io.sozu.itests.benchmarks;

import io.sozu.testkit.Handshakes;
import io.sozu.testkit.TestCertificate;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Handshakes at a steady rate. */
final class Shaken implements Runnable {
  static final int RATE = 100;

  private final InetSocketAddress listener;
  private final List<TestCertificate> all;
  private final List<TestCertificate> fresh;
  private final AtomicInteger count = new AtomicInteger();
  private final List<String> wrong = new ArrayList<>();
  private volatile boolean ended;

  Shaken(InetSocketAddress listener, List<TestCertificate> all, List<TestCertificate> fresh) {
    this.listener = listener;
    this.all = all;
    this.fresh = fresh;
  }

  @Override
  public void run() {
    long next = System.nanoTime();
    for (int i = 0; !ended; i++) {
      while (System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      next += Duration.ofSeconds(1).toNanos() / RATE;
      // One that is renewed, and one that is not.
      int number = i % 2 == 0 ? (i / 2) % fresh.size() : fresh.size() + i % 1_000;
      Set<String> right =
          number < fresh.size()
              ? Set.of(all.get(number).fingerprint(), fresh.get(number).fingerprint())
              : Set.of(all.get(number).fingerprint());
      String shown = Handshakes.fingerprint(listener, all.get(number).names().get(0));
      count.incrementAndGet();
      if (!right.contains(shown)) {
        wrong.add(all.get(number).names().get(0) + ": " + shown);
      }
    }
  }

  void end() {
    ended = true;
  }

  int count() {
    return count.get();
  }

  int wrong() {
    return wrong.size();
  }

  List<String> some() {
    return wrong.subList(0, Math.min(5, wrong.size()));
  }
}
