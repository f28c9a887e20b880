package io.sozu.itests.karaf.load;

import io.sozu.itests.brokers.PulsarServer;
import io.sozu.itests.brokers.RabbitMqServer;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Sōzu, a Pulsar and a RabbitMQ, and 1,000 messages a second to each broker, the same ones to
 * both. Runs beside the container, and is told what to do through a {@link Door}.
 *
 * <p>What {@link #end} proves: Pulsar's connector worked first and RabbitMQ's took its place, and
 * everything that was published is in force, in order.
 */
public final class Load {
  /** A busy machine may take so long for what takes a quiet one a second or two. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Most messages that a connector holds by default, and so does not acknowledge when it ends. */
  private static final int HELD = 10_000;

  private static final int SHOWN = 10;

  private final SozuPeer sozu = SozuPeer.installed();
  private final PulsarTopic pulsar = new PulsarTopic(PulsarServer.started());
  private final RabbitMqQueue rabbitMq = new RabbitMqQueue(RabbitMqServer.started());
  private final Publisher publisher = new Publisher(List.of(pulsar, rabbitMq));
  private final Looks looks = new Looks(sozu);

  /** The Sōzu that all is applied to. */
  public SozuPeer sozu() {
    return sozu;
  }

  /** What connects a connector with Pulsar. */
  public Map<String, String> pulsar() {
    return pulsar.configuration();
  }

  /** What connects a connector with RabbitMQ. */
  public Map<String, String> rabbitMq() {
    return rabbitMq.configuration();
  }

  /** Begins to publish. */
  void begin() {
    publisher.start();
  }

  /** Waits until Sōzu has all that is published by now, while more is. */
  void caughtUp() {
    Map<String, Long> wanted = Numbers.upTo(publisher.published());
    Eventually.until("all that was published", PATIENCE, () -> latest().has(wanted));
  }

  /** Waits until Pulsar's connector works: what was published before may be nothing yet. */
  void connected() {
    Eventually.until("the connector to connect", PATIENCE, () -> pulsar.connections() > 0);
  }

  /** Waits until Pulsar's connector works with its second connection. */
  void connectedAnew() {
    Eventually.until("the connector to connect anew", PATIENCE, () -> pulsar.connections() > 1);
  }

  /** Whether no message was applied twice so far. */
  void unrepeated() {
    long again = repeated(History.inOrder(pulsar.answers()));
    check(again == 0, again + " messages were applied twice");
  }

  /**
   * Ends the publishing, waits until all is applied, and proves it.
   *
   * @param stops when connectors, or the client, had stopped
   * @return figures
   */
  String end(List<Instant> stops) throws InterruptedException {
    publisher.stop();
    long last = publisher.published();
    Eventually.until("RabbitMQ's queue to be empty", PATIENCE, () -> rabbitMq.backlog() == 0);
    Eventually.until("RabbitMQ's replies", PATIENCE, () -> lastOf(rabbitMq.answers()) == last);
    Map<String, Long> clusters = looks.now().clusters();
    check(clusters.equals(Numbers.upTo(last)), "Sōzu has not what it should: " + clusters);
    List<Answer> first = History.inOrder(pulsar.answers());
    List<Answer> then = History.inOrder(rabbitMq.answers());
    List<Answer> all = Stream.concat(first.stream(), then.stream()).toList();
    List<String> faults = History.faults(all, stops, looks.all());
    check(faults.isEmpty(), faults.size() + " faults: " + some(faults));
    List<Long> left = pulsar.left(last);
    nothingIsLeftOut(lastOf(first), left);
    check(pulsar.deadLetters() + rabbitMq.deadLetters() == 0, "there are dead letters");
    return figures(first, then, left);
  }

  /** What Pulsar's connector did not acknowledge is all that is behind what it applied. */
  private static void nothingIsLeftOut(long applied, List<Long> left) {
    check(left.get(0) <= applied + 1, "lost: " + (applied + 1) + " to " + (left.get(0) - 1));
    check(left.get(0) > applied - HELD, "not acknowledged: " + left.get(0) + " to " + applied);
    for (int i = 1; i < left.size(); i++) {
      check(left.get(i) == left.get(i - 1) + 1, "after " + left.get(i - 1) + " " + left.get(i));
    }
  }

  private static long lastOf(List<Answer> answers) {
    return answers.stream().mapToLong(Answer::number).max().orElse(0);
  }

  private static long repeated(List<Answer> answers) {
    return answers.size() - answers.stream().map(Answer::number).distinct().count();
  }

  private String figures(List<Answer> first, List<Answer> then, List<Long> left) {
    return String.format(
        "%,d messages to each of two brokers, %,d a second; %,d applied by Pulsar's connector, %,d"
            + " of them again, all but %,d acknowledged; longest time without one %,d ms, and %,d"
            + " ms at the swap; Sōzu was asked %,d times",
        publisher.published(),
        publisher.rate(),
        lastOf(first),
        repeated(first),
        lastOf(first) + 1 - left.get(0),
        IntStream.range(1, first.size())
            .mapToLong(i -> millis(first.get(i - 1), first.get(i)))
            .max()
            .orElse(0),
        millis(first.get(first.size() - 1), then.get(0)),
        looks.all().size());
  }

  private static long millis(Answer from, Answer to) {
    return Duration.between(from.at(), to.at()).toMillis();
  }

  private Look latest() {
    List<Look> all = looks.all();
    return all.get(all.size() - 1);
  }

  private static void check(boolean fact, String otherwise) {
    if (!fact) {
      throw new AssertionError(otherwise);
    }
  }

  private static String some(List<String> faults) {
    return String.join("\n", faults.subList(0, Math.min(SHOWN, faults.size())));
  }

  /** Ends everything. */
  void close() {
    looks.close();
    pulsar.close();
    rabbitMq.close();
    sozu.close();
  }
}
