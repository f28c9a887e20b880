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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole pages of a Sōzu with default buffers, beside one unfiltered query of one whose buffers are
 * large enough to survive it; then traffic through the first, with and without scrapes.
 */
final class Scrapes {
  private static final int MAX_FRAME = 2_000_000;
  private static final int LARGE_FRAME = 400_000_000;
  private static final double WANTED = 1.0;
  private static final double P99_WANTED_MS = 3.0;
  private static final int RATE = 1000;
  private static final int SECONDS = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(10);

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
    try (LoadProcess load = new LoadProcess();
        BenchSozu sozu = BenchSozu.start(MAX_FRAME);
        OwnedSozuClient client = SozuClients.connect(ClientOptions.socket(sozu.socket()).build());
        SozuMetricsPage page =
            new SozuMetricsPage(
                MetricsOptions.builder()
                    .timeout(Duration.ofSeconds(60))
                    .cache(Duration.ofMillis(1))
                    .build())) {
      page.add(client);
      fill(sozu, load, clusters);
      if (pages) {
        try (BenchSozu large = BenchSozu.start(LARGE_FRAME);
            Bare query = new Bare(large.socket(), LARGE_FRAME)) {
          fill(large, load, clusters);
          comparePages(page, query, clusters);
        }
      }
      if (traffic) {
        compareTraffic(page, load, sozu, clusters);
      }
    }
  }

  private static void fill(BenchSozu sozu, LoadProcess load, int clusters) throws IOException {
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

  private void comparePages(SozuMetricsPage page, Bare query, int clusters) throws IOException {
    long warm = System.nanoTime() + WARM_UP.toNanos();
    Counting bytes = scrape(page);
    while (System.nanoTime() < warm) {
      bytes = scrape(page);
      query.measure(unfiltered());
    }
    List<Double> ours = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      long begin = System.nanoTime();
      bytes = scrape(page);
      ours.add((System.nanoTime() - begin) / 1e6);
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
  }

  private void compareTraffic(SozuMetricsPage page, LoadProcess load, BenchSozu sozu, int clusters)
      throws IOException {
    // Both JVMs compile what they run: that is no latency of anybody's proxy.
    traffic(load, sozu, clusters, null);
    traffic(load, sozu, clusters, page);
    List<Double> quiet = new ArrayList<>();
    List<Double> scraped = new ArrayList<>();
    for (int i = 0; i < Math.max(3, rounds / 3); i++) {
      quiet.add(traffic(load, sozu, clusters, null));
      scraped.add(traffic(load, sozu, clusters, page));
    }
    table.limit(
        clusters + " clusters, traffic p99 during scrapes",
        Run.median(scraped),
        Run.median(quiet),
        "ms",
        "without scrapes",
        P99_WANTED_MS);
  }

  /** The p99 of a few seconds of traffic, while scraping without a pause if there is a page. */
  private static double traffic(
      LoadProcess load,
      BenchSozu sozu,
      int clusters,
      @org.jspecify.annotations.Nullable SozuMetricsPage page)
      throws IOException {
    load.begin(sozu.port(), clusters, RATE, SECONDS);
    int scrapes = 0;
    if (page != null) {
      long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
      while (System.nanoTime() < end) {
        scrape(page);
        scrapes++;
      }
    }
    LoadProcess.Latency latency = load.latency();
    System.out.printf(
        "    %d scrapes: p50 %.2f, p99 %.2f, max %.2f ms, %d failed%n",
        scrapes, latency.p50(), latency.p99(), latency.max(), latency.failed());
    return latency.p99();
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
