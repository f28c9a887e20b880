package io.sozu.pki;

import io.sozu.testkit.Eventually;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.TestCertificate;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What handshakes for one name show, one after the other, while Sōzu goes away and comes back. */
final class Comeback {
  /**
   * The same again and again.
   *
   * @param what a fingerprint, or why there was no handshake
   * @param from begin of the first, in nanoseconds
   * @param to end of the last
   */
  record Span(String what, long from, long to) {
    boolean isHandshake() {
      return !what.startsWith("no handshake");
    }
  }

  private final InetSocketAddress listener;
  private final String name;
  private final Thread thread = new Thread(this::run, "comeback");
  private final List<Span> spans = new ArrayList<>();
  private volatile boolean ended;

  /** Begins at once. */
  Comeback(InetSocketAddress listener, String name) {
    this.listener = listener;
    this.name = name;
    thread.start();
  }

  private void run() {
    while (!ended) {
      long from = System.nanoTime();
      String what = Handshakes.fingerprint(listener, name);
      add(new Span(what, from, System.nanoTime()));
    }
  }

  private synchronized void add(Span span) {
    Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
    if (last != null && last.what().equals(span.what())) {
      spans.set(spans.size() - 1, new Span(span.what(), last.from(), span.to()));
    } else {
      spans.add(span);
    }
  }

  synchronized List<Span> spans() {
    return List.copyOf(spans);
  }

  /** The fingerprints that were shown. */
  Set<String> shown() {
    return spans().stream()
        .filter(Span::isHandshake)
        .map(Span::what)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Waits until it was away and shows this one for a while again, and ends. */
  void backWith(TestCertificate right) throws InterruptedException {
    Eventually.until(
        right + " is back in " + spans(),
        () -> {
          List<Span> now = spans();
          Span last = now.isEmpty() ? null : now.get(now.size() - 1);
          return now.size() > 1
              && last != null
              && last.what().equals(right.fingerprint())
              && last.to() - last.from() > Duration.ofMillis(300).toNanos();
        });
    end();
  }

  /** How long after it answered again something else than this was shown for the last time. */
  Duration wrongFor(TestCertificate right) {
    List<Span> now = spans();
    int away = 0;
    for (int i = 0; i < now.size(); i++) {
      away = now.get(i).isHandshake() ? away : i;
    }
    List<Span> back = now.subList(away + 1, now.size());
    return back.stream()
        .filter(span -> !span.what().equals(right.fingerprint()))
        .reduce((one, other) -> other)
        .map(span -> Duration.ofNanos(span.to() - back.get(0).from()))
        .orElse(Duration.ZERO);
  }

  void end() throws InterruptedException {
    ended = true;
    thread.join();
  }
}
