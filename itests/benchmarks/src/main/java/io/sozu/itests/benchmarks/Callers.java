package io.sozu.itests.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that send one request after the other, each its share, and take the times. */
final class Callers {
  private Callers() {}

  /** One caller's way to send. */
  interface Caller {
    void send(int number) throws Exception;
  }

  static Run run(List<? extends Caller> callers, int count) throws Exception {
    int each = count / callers.size();
    long[] times = new long[each * callers.size()];
    long begin = System.nanoTime();
    if (callers.size() == 1) {
      share(callers.get(0), 0, each, times);
      return Run.of(times, System.nanoTime() - begin);
    }
    ExecutorService threads = Executors.newFixedThreadPool(callers.size());
    try {
      List<Future<?>> shares = new ArrayList<>();
      for (int i = 0; i < callers.size(); i++) {
        Caller caller = callers.get(i);
        int first = i * each;
        shares.add(
            threads.submit(
                () -> {
                  share(caller, first, each, times);
                  return null;
                }));
      }
      for (Future<?> share : shares) {
        share.get();
      }
    } finally {
      threads.shutdown();
    }
    return Run.of(times, System.nanoTime() - begin);
  }

  private static void share(Caller caller, int first, int each, long[] times) throws Exception {
    for (int i = first; i < first + each; i++) {
      long start = System.nanoTime();
      caller.send(i);
      times[i] = System.nanoTime() - start;
    }
  }
}
