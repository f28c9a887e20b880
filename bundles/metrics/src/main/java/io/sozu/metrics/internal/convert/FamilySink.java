package io.sozu.metrics.internal.convert;

/**
 * Takes series. Calls come from one thread at a time; the labels of a cluster are the same object
 * for all its families, one call after the other.
 */
public interface FamilySink {
  /**
   * A gauge or a counter.
   *
   * @param value not yet divided by the family's scale
   */
  void value(Family family, Labels labels, long value);

  /**
   * A histogram or a summary.
   *
   * @param cumulative counts up to each bound of the family's ladder; the caller reuses the array
   */
  void distribution(Family family, Labels labels, long count, long sum, long[] cumulative);
}
