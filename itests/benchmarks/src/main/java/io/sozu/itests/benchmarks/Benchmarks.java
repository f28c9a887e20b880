package io.sozu.itests.benchmarks;

import java.util.List;

/** Runs what is named on the command line, or everything. */
public final class Benchmarks {
  private static final int ROUNDS = 9;

  private static final String CLUSTERS = "1000,10000,50000";

  private Benchmarks() {}

  public static void main(String[] args) throws Exception {
    List<String> wanted =
        args.length == 0
            ? List.of("exchange", "bulk", "scrape", "traffic", "brokers", "pki")
            : List.of(args);
    int rounds = Integer.getInteger("bench.rounds", ROUNDS);
    Table table = new Table();
    if (wanted.contains("exchange")) {
      new Exchanges(table, rounds).run();
    }
    if (wanted.contains("bulk")) {
      Bulk bulk = new Bulk(table, rounds);
      bulk.run();
      bulk.beside();
    }
    if (wanted.contains("traffic")) {
      new Bulk(table, rounds).traffic();
    }
    boolean pages = wanted.contains("scrape");
    boolean traffic = wanted.contains("traffic");
    if (pages || traffic) {
      for (String clusters : System.getProperty("bench.clusters", CLUSTERS).split(",", -1)) {
        new Scrapes(table, rounds, pages, traffic).run(Integer.parseInt(clusters));
      }
    }
    if (wanted.contains("brokers")) {
      try (PulsarBroker pulsar = new PulsarBroker()) {
        new Brokers(table, rounds).run(pulsar);
      }
      try (RabbitMqBroker rabbit = new RabbitMqBroker()) {
        new Brokers(table, rounds).run(rabbit);
      }
    }
    if (wanted.contains("pki")) {
      new Certificates(table, rounds).run();
    }
    System.out.println();
    System.out.println(table);
  }
}
