package io.sozu.itests.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** The most that this JVM's heap has held since a point in time, garbage included. */
final class Heap {
  private final List<MemoryPoolMXBean> pools;

  private Heap(List<MemoryPoolMXBean> pools) {
    this.pools = pools;
  }

  /** Watches from now, after all garbage of before is gone. */
  static Heap watch() {
    System.gc();
    List<MemoryPoolMXBean> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    return new Heap(pools);
  }

  /** Each pool had its peak at a time of its own: their sum is what was held at most. */
  long peakBytes() {
    return pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }
}
