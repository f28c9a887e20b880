package io.sozu.itests.benchmarks;

import java.util.List;

/** Runs what is named on the command line, or everything. */
public final class Benchmarks {
  private static final int ROUNDS = 9;

  private Benchmarks() {}

  public static void main(String[] args) throws Exception {
    List<String> wanted = args.length == 0 ? List.of("exchange") : List.of(args);
    int rounds = Integer.getInteger("bench.rounds", ROUNDS);
    Table table = new Table();
    if (wanted.contains("exchange")) {
      new Exchanges(table, rounds).run();
    }
    System.out.println();
    System.out.println(table);
  }
}
