package io.sozu.itests.brokers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sozu.testkit.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Asks for a page again and again, each time over a new connection, and remembers what comes. */
final class Visitor implements AutoCloseable {
  private static final String REFUSED = "refused";
  private static final Duration PACE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /**
   * One request.
   *
   * @param at when it was begun, in nanoseconds
   * @param answer its body; its status if that is not 200; {@value Visitor#REFUSED} without one
   */
  private record Visit(long at, String answer) {}

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final List<Visit> visits = new CopyOnWriteArrayList<>();
  private final InetSocketAddress server;
  private final String host;

  /** One that begins at once. */
  Visitor(InetSocketAddress server, String host) {
    this.server = server;
    this.host = host;
    Object unused =
        thread.scheduleAtFixedRate(this::visit, 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void visit() {
    long at = System.nanoTime();
    visits.add(new Visit(at, answer()));
  }

  private String answer() {
    try (Socket socket = new Socket()) {
      socket.connect(server, (int) PATIENCE.toMillis());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String all = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      String[] words = all.split(" ", 3);
      if (words.length < 3) {
        return REFUSED;
      }
      return words[1].equals("200") ? all.substring(all.indexOf("\r\n\r\n") + 4) : words[1];
    } catch (IOException e) {
      return REFUSED;
    }
  }

  /** Waits until this is answered to a request that begins now or later. */
  void awaits(String answer) {
    long now = System.nanoTime();
    Eventually.until(
        host + " to answer " + answer,
        () -> since(now).stream().anyMatch(visit -> visit.answer().equals(answer)));
  }

  /**
   * How an outage was, in words, once it is over.
   *
   * @param begin when it began, in nanoseconds
   * @param right what should have been answered all the time
   */
  String outage(long begin, String right) {
    List<Visit> since = since(begin);
    List<Visit> refused = since.stream().filter(visit -> visit.answer().equals(REFUSED)).toList();
    List<Visit> wrong =
        since.stream()
            .filter(visit -> !visit.answer().equals(REFUSED) && !visit.answer().equals(right))
            .toList();
    return "connections refused for %d ms, from %d ms on; then %s for %d ms"
        .formatted(
            span(refused),
            refused.isEmpty() ? 0 : millis(refused.get(0).at() - begin),
            wrong.stream().map(Visit::answer).distinct().collect(Collectors.joining(" and ")),
            span(wrong));
  }

  /** From the first of them until the next visit after the last. */
  private static long span(List<Visit> some) {
    return some.isEmpty()
        ? 0
        : millis(some.get(some.size() - 1).at() - some.get(0).at()) + PACE.toMillis();
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }

  private List<Visit> since(long begin) {
    return visits.stream().filter(visit -> visit.at() - begin >= 0).toList();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
