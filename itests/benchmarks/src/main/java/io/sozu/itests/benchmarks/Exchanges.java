package io.sozu.itests.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Requests one at a time and eight at a time, subject after subject, round after round. */
final class Exchanges {
  private static final int MAX_FRAME = 2_000_000;
  private static final int WARM_UP = 40_000;
  private static final int COUNT = 8_000;
  private static final double P50_WANTED = 1.25;

  private final Table table;
  private final int rounds;

  Exchanges(Table table, int rounds) {
    this.table = table;
    this.rounds = rounds;
  }

  void run() throws Exception {
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        OurSubject ours = new OurSubject(sozu.socket());
        RustSubject rust = new RustSubject(sozu.socket());
        BareSubject bare = new BareSubject(sozu.socket())) {
      try (Bare setup = new Bare(sozu.socket(), MAX_FRAME)) {
        for (int i = 0; i < Requests.BACKENDS; i++) {
          BareSubject.check(setup.ask(Requests.cluster("c" + i)));
        }
      }
      for (String kind : List.of("Status", "AddBackend")) {
        compare(kind, 1, List.of(ours, rust, bare));
        compare(kind, 8, List.of(ours, rust, bare));
      }
    }
  }

  private void compare(String kind, int concurrency, List<Subject> subjects) throws Exception {
    for (Subject subject : subjects) {
      subject.exchange(kind, WARM_UP, concurrency);
    }
    List<List<Run>> runs = new ArrayList<>();
    subjects.forEach(s -> runs.add(new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (int s = 0; s < subjects.size(); s++) {
        runs.get(s).add(subjects.get(s).exchange(kind, COUNT, concurrency));
      }
    }
    List<Run> ours = runs.get(0);
    for (int s = 1; s < subjects.size(); s++) {
      tell(kind, concurrency, ours, runs.get(s), subjects.get(s).name());
    }
  }

  private void tell(String kind, int concurrency, List<Run> ours, List<Run> peer, String name) {
    List<Double> p50 = ratios(ours, peer, run -> run.p50());
    List<Double> rate = ratios(ours, peer, Run::perSecond);
    // Eight sockets of their own beside a pool of four: to be seen, not to be reached.
    boolean asFastAs = !name.equals(BareSubject.NAME);
    if (concurrency == 1) {
      table.atMost(
          kind + ", one at a time, p50",
          median(ours, run -> run.p50() / 1e3),
          median(peer, run -> run.p50() / 1e3),
          "µs",
          name,
          Run.median(p50),
          P50_WANTED);
    } else {
      double our = median(ours, Run::perSecond);
      double their = median(peer, Run::perSecond);
      String what = kind + ", " + concurrency + " at a time";
      if (asFastAs) {
        table.atLeast(what, our, their, "/s", name, Run.median(rate), 1.0);
      } else {
        table.beside(what, our, their, "/s", name, Run.median(rate));
      }
    }
    System.out.printf(
        "    p99 %.0f µs beside %.0f µs%n",
        median(ours, run -> run.p99() / 1e3), median(peer, run -> run.p99() / 1e3));
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> value) {
    return Run.median(runs.stream().map(value::applyAsDouble).toList());
  }

  /** The ratio of each round: what disturbs a round disturbs both. */
  private static List<Double> ratios(List<Run> ours, List<Run> peer, ToDoubleFunction<Run> value) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(value.applyAsDouble(ours.get(i)) / value.applyAsDouble(peer.get(i)));
    }
    return ratios;
  }
}
