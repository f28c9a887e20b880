package io.sozu.metrics.internal.collect;

import io.sozu.metrics.internal.convert.Family;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Labels;
import org.jspecify.annotations.Nullable;

/**
 * Lets lines through until there are too many. It cuts between label sets, so a cluster is there
 * with all its series or not at all.
 */
final class Capped implements FamilySink {
  private final FamilySink sink;
  private final long most;
  private @Nullable Labels last;
  private boolean cutting;
  private long told;
  private long cut;

  Capped(FamilySink sink, long most) {
    this.sink = sink;
    this.most = most;
  }

  @Override
  public void value(Family family, Labels labels, long value) {
    if (passes(family, labels)) {
      sink.value(family, labels, value);
    }
  }

  @Override
  public void distribution(Family family, Labels labels, long count, long sum, long[] cumulative) {
    if (passes(family, labels)) {
      sink.distribution(family, labels, count, sum, cumulative);
    }
  }

  /** How many lines were cut. */
  long cut() {
    return cut;
  }

  private boolean passes(Family family, Labels labels) {
    if (labels != last) {
      last = labels;
      cutting = told >= most;
    }
    int lines = Snapshot.linesOf(family);
    if (cutting) {
      cut += lines;
      return false;
    }
    told += lines;
    return true;
  }
}
