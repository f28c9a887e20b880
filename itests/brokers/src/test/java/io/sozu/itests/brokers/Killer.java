package io.sozu.itests.brokers;

import io.sozu.testkit.Eventually;
import io.sozu.testkit.SozuPeer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Kills things at random points of a run, each kind at least once, and remembers when. Something of
 * Sōzu and something of the connector may be down at the same time.
 */
final class Killer implements AutoCloseable {
  /** What is killed. */
  enum Victim {
    /** The connector, closed and opened again as its bundle does it. */
    BUNDLE,
    JVM,
    CONNECTION,
    WORKER,
    MAIN;

    /** Whether the broker may deliver again what was delivered before. */
    boolean deliversAgain() {
      return this == BUNDLE || this == JVM || this == CONNECTION;
    }
  }

  private record Killed(Victim victim, Instant begin, Instant end) {}

  private static final int MORE = 5;

  private final TreeMap<Integer, Victim> plan = new TreeMap<>();
  private final SozuPeer sozu;
  private final ConnectorJvm connector;
  private final BrokerUnderTest broker;

  /** One each, because nobody can be killed while he is being started. */
  private final ExecutorService ofSozu = Executors.newSingleThreadExecutor();

  private final ExecutorService ofConnector = Executors.newSingleThreadExecutor();
  private final List<CompletableFuture<?>> begun = new ArrayList<>();
  private final Queue<Killed> killed = new ConcurrentLinkedQueue<>();

  /**
   * One that knows when it will kill what.
   *
   * @param messages how many the run has
   */
  Killer(long seed, int messages, SozuPeer sozu, ConnectorJvm connector, BrokerUnderTest broker) {
    this.sozu = sozu;
    this.connector = connector;
    this.broker = broker;
    Random random = new Random(seed + 1);
    List<Victim> victims = new ArrayList<>(List.of(Victim.values()));
    for (int i = 0; i < MORE; i++) {
      victims.add(Victim.values()[random.nextInt(Victim.values().length)]);
    }
    Collections.shuffle(victims, random);
    for (Victim victim : victims) {
      int place = random.nextInt(messages);
      while (plan.putIfAbsent(place, victim) != null) {
        place = random.nextInt(messages);
      }
    }
  }

  /** Begins to kill what is to be killed once so many messages are published. */
  void published(int messages) {
    for (Map.Entry<Integer, Victim> next = plan.firstEntry();
        next != null && next.getKey() < messages;
        next = plan.firstEntry()) {
      plan.pollFirstEntry();
      int place = next.getKey();
      Victim victim = next.getValue();
      boolean sozus = victim == Victim.WORKER || victim == Victim.MAIN;
      begun.add(
          CompletableFuture.runAsync(() -> kill(victim, place), sozus ? ofSozu : ofConnector));
    }
  }

  private void kill(Victim victim, int place) {
    Instant begin = Instant.now();
    switch (victim) {
      case BUNDLE -> connector.reopen();
      case JVM -> connector.kill9();
      case CONNECTION -> broker.cutConnections();
      case WORKER -> killWorker(place);
      case MAIN -> sozu.kill9();
    }
    killed.add(new Killed(victim, begin, Instant.now()));
    if (victim == Victim.JVM) {
      connector.start();
    } else if (victim == Victim.MAIN) {
      sozu.start();
    }
  }

  /** One of those that run, whichever. */
  private void killWorker(int place) {
    Eventually.until("a worker runs", () -> !sozu.workerPids().isEmpty());
    List<Integer> workers = List.copyOf(sozu.workerPids().keySet());
    sozu.killWorker(workers.get(place % workers.size()));
  }

  /** Waits until all that was killed is there again. */
  void finish() {
    begun.forEach(CompletableFuture::join);
  }

  /** Whether a message that was published then may have been delivered again before the end. */
  boolean deliveredAgain(Instant published, Instant end) {
    return killed.stream()
        .filter(each -> each.victim().deliversAgain())
        .anyMatch(each -> published.isBefore(each.end()) && each.begin().isBefore(end));
  }

  /** All that were killed, in order. */
  @Override
  public String toString() {
    return killed.stream().map(Killed::victim).toList().toString();
  }

  @Override
  public void close() {
    ofSozu.shutdownNow();
    ofConnector.shutdownNow();
  }
}
