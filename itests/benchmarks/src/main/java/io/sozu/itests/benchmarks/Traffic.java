package io.sozu.itests.benchmarks;

import io.sozu.protocol.command.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Traffic through a Sōzu, over all of its clusters, with and without work beside it. */
final class Traffic implements AutoCloseable {
  private static final int MAX_FRAME = 2_000_000;
  private static final int RATE = 1000;
  private static final int WARM_UPS = 4;

  /** What is done while traffic runs. */
  interface Work {
    /** Done again and again until it ends. */
    void once() throws IOException;

    /** Done when it has ended, for the next time. */
    default void undo() throws IOException {}
  }

  private final Table table;
  private final int rounds;
  private final int clusters;
  private final int seconds;
  private final LoadProcess load = new LoadProcess();

  /**
   * @param seconds how long traffic runs each time; longer than the work beside it takes once
   */
  Traffic(Table table, int rounds, int clusters, int seconds) throws IOException {
    this.table = table;
    this.rounds = rounds;
    this.clusters = clusters;
    this.seconds = seconds;
  }

  /** Gives a Sōzu its clusters, and one request to each. */
  void fill(BenchSozu sozu) throws IOException {
    List<Request> requests = new ArrayList<>(3 * clusters);
    for (int i = 0; i < clusters; i++) {
      String id = "cluster-" + i;
      requests.add(Requests.cluster(id));
      requests.add(Requests.backend(id, load.backend()));
      requests.add(Requests.frontend(id, "h" + i + ".example", sozu.port()));
    }
    Path file = sozu.folder().resolve("fill.json");
    Bulk.write(requests, file);
    try (Bare connection = new Bare(sozu.socket(), MAX_FRAME)) {
      BareSubject.check(connection.ask(Bulk.load(file)));
    }
    load.touch(sozu.port(), clusters);
  }

  /** Puts the p99 with the work beside the one without into the table. */
  void compare(BenchSozu sozu, String what, String without, double wantedMillis, Work work)
      throws IOException {
    // Both JVMs compile what they run: that is no latency of anybody's proxy.
    p99(sozu, null);
    for (int i = 0; i < WARM_UPS; i++) {
      p99(sozu, work);
    }
    List<Double> quiet = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    for (int i = 0; i < Math.max(3, rounds / 3); i++) {
      quiet.add(p99(sozu, null));
      beside.add(p99(sozu, work));
    }
    table.limit(what, Run.median(beside), Run.median(quiet), "ms", without, wantedMillis);
  }

  /** The p99 of a few seconds, in milliseconds, while the work is done without a pause. */
  private double p99(BenchSozu sozu, @Nullable Work work) throws IOException {
    load.begin(sozu.port(), clusters, RATE, seconds);
    int times = 0;
    if (work != null) {
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      while (System.nanoTime() < end) {
        work.once();
        times++;
      }
    }
    LoadProcess.Latency latency = load.latency();
    if (work != null) {
      work.undo();
    }
    System.out.printf(
        "    work done %d times: p50 %.2f, p99 %.2f, max %.2f ms, %d failed%n",
        times, latency.p50(), latency.p99(), latency.max(), latency.failed());
    return latency.p99();
  }

  @Override
  public void close() throws IOException {
    load.close();
  }
}
