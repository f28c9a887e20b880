package io.sozu.metrics.internal.convert;

import io.sozu.protocol.command.FilteredHistogram;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.Percentiles;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Where the values of one metric are added up, worker by worker. Reused for each label set. */
final class Slot {
  private final @Nullable Family family;
  private final Merge merge;
  private final @Nullable String bucket;
  private final long[] cumulative;
  private final BitSet told = new BitSet();
  private boolean inWorker;
  private boolean inTotal;
  private long worker;
  private long total;
  private long sum;

  /**
   * A slot.
   *
   * @param family null when there are too many families: then it takes nothing
   * @param bucket value of the additional label {@code bucket}
   */
  Slot(@Nullable Family family, Merge merge, @Nullable String bucket) {
    this.family = family;
    this.merge = merge;
    this.bucket = bucket;
    this.cumulative = new long[family == null ? 0 : family.ladder().size()];
  }

  /** Adds a value of the worker at hand. Says whether it is the first one for this label set. */
  boolean add(FilteredMetrics metric) {
    if (family == null) {
      return false;
    }
    boolean first = !inWorker && !inTotal;
    inWorker = true;
    switch (metric.getInnerCase()) {
      case GAUGE -> worker += metric.getGauge();
      case COUNT -> worker += Math.max(0, metric.getCount());
      case TIME -> worker += metric.getTime();
      case HISTOGRAM -> {
        FilteredHistogram histogram = metric.getHistogram();
        worker += histogram.getCount();
        sum += histogram.getSum();
        family.ladder().add(histogram.getBucketsList(), cumulative);
      }
      case PERCENTILES -> {
        Percentiles percentiles = metric.getPercentiles();
        worker += percentiles.getSamples();
        sum += percentiles.getSum();
      }
      case TIME_SERIE, INNER_NOT_SET -> throw new IllegalArgumentException("no slot for this kind");
    }
    return first;
  }

  /** The worker at hand has no more values for this label set. */
  void endOfWorker() {
    if (!inWorker || family == null) {
      return;
    }
    boolean added = family.kind() != Kind.GAUGE || !inTotal;
    total = added ? total + worker : merge.apply(total, worker);
    inTotal = true;
    inWorker = false;
    worker = 0;
  }

  /**
   * Tells what was added, unless it told of this index before, and begins again.
   *
   * @param index number of the label set
   */
  void flush(Labels labels, int index, FamilySink sink) {
    if (family == null) {
      return;
    }
    endOfWorker();
    if (!told.get(index)) {
      told.set(index);
      tell(family, labels, sink);
    }
    Arrays.fill(cumulative, 0);
    inTotal = false;
    total = 0;
    sum = 0;
  }

  private void tell(Family family, Labels labels, FamilySink sink) {
    Labels all = bucket == null ? labels : labels.and("bucket", bucket);
    if (family.kind().distribution()) {
      sink.distribution(family, all, total, sum, cumulative);
    } else {
      sink.value(family, all, total);
    }
  }
}
