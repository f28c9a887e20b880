package io.sozu.itests.benchmarks;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.metrics.MetricsOptions;
import io.sozu.metrics.ScrapeRequest;
import io.sozu.metrics.SozuMetricsPage;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Whole pages of a Sōzu with default buffers, beside one unfiltered query of one whose buffers are
 * large enough to survive it; then traffic through the first, with and without scrapes.
 */
final class Scrapes {
  private static final int MAX_FRAME = 2_000_000;
  private static final int LARGE_FRAME = 400_000_000;
  private static final double WANTED = 1.0;
  private static final double P99_WANTED_MS = 3.0;
  private static final int SECONDS = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private static final Duration REST = Duration.ofMillis(200);

  private final Table table;
  private final int rounds;
  private final boolean pages;
  private final boolean traffic;

  /**
   * @param pages whether pages are timed
   * @param traffic whether latencies are taken
   */
  Scrapes(Table table, int rounds, boolean pages, boolean traffic) {
    this.table = table;
    this.rounds = rounds;
    this.pages = pages;
    this.traffic = traffic;
  }

  void run(int clusters) throws IOException {
    try (BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        Traffic through = new Traffic(table, rounds, clusters, SECONDS);
        OwnedSozuClient client = SozuClients.connect(ClientOptions.socket(sozu.socket()).build());
        SozuMetricsPage page =
            new SozuMetricsPage(
                MetricsOptions.builder()
                    .timeout(Duration.ofSeconds(60))
                    .cache(Duration.ofMillis(1))
                    .build())) {
      page.add(client);
      through.fill(sozu);
      if (pages) {
        try (BenchSozu large = BenchSozu.start(LARGE_FRAME);
            Bare query = new Bare(large.socket(), LARGE_FRAME)) {
          through.fill(large);
          comparePages(page, query, clusters);
        }
      }
      if (traffic) {
        through.compare(
            sozu,
            clusters + " clusters, traffic p99 during scrapes",
            "without scrapes",
            P99_WANTED_MS,
            () -> scrape(page));
      }
      sozu.unharmed();
    }
  }

  private void comparePages(SozuMetricsPage page, Bare query, int clusters) throws IOException {
    long warm = System.nanoTime() + WARM_UP.toNanos();
    Counting bytes = scrape(page);
    while (System.nanoTime() < warm) {
      bytes = scrape(page);
      query.measure(unfiltered());
    }
    Heap heap = Heap.watch();
    List<Double> ours = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      rest();
      long begin = System.nanoTime();
      bytes = scrape(page);
      ours.add((System.nanoTime() - begin) / 1e6);
      rest();
      begin = System.nanoTime();
      query.measure(unfiltered());
      bare.add((System.nanoTime() - begin) / 1e6);
      ratios.add(ours.get(i) / bare.get(i));
    }
    table.atMost(
        clusters + " clusters, a page of " + bytes.count / 1_000_000 + " MB",
        Run.median(ours),
        Run.median(bare),
        "ms",
        "one unfiltered query",
        Run.median(ratios),
        WANTED);
    double megabytes = heap.peakBytes() / 1e6;
    table.beside(
        clusters + " clusters, peak heap of scrapes",
        megabytes,
        bytes.count / 1e6,
        "MB",
        "the page",
        megabytes * 1e6 / bytes.count);
  }

  /** Sōzu frees the memory of a large answer after sending it: that is no time of the next one. */
  private static void rest() {
    LockSupport.parkNanos(REST.toNanos());
  }

  private static Counting scrape(SozuMetricsPage page) throws IOException {
    Counting out = new Counting();
    page.scrape(ScrapeRequest.plain()).writeTo(out);
    if (!page.troubles().isEmpty()) {
      throw new IOException("the page is not complete: " + page.troubles());
    }
    return out;
  }

  private static Request unfiltered() {
    return Request.newBuilder()
        .setQueryMetrics(
            QueryMetricsOptions.newBuilder().setList(false).setNoClusters(false).setWorkers(false))
        .build();
  }

  private static final class Counting extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }
}
