package io.sozu.metrics.internal.collect;

import io.sozu.metrics.internal.convert.Family;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All series of one collection, family by family, in a few bytes each: a page of 50,000 clusters
 * takes some 20 MB this way, as text it has hundreds. Filled by one thread; then it does not
 * change, and any number of writers may have it told.
 */
public final class Snapshot implements FamilySink {
  private static final class Records {
    final Bytes bytes = new Bytes();
    int lastLabels;
  }

  private final Map<Family, Records> families = new HashMap<>();
  private final List<Labels> labels = new ArrayList<>();
  private @Nullable Labels last;
  private long lines;

  @Override
  public void value(Family family, Labels of, long value) {
    begin(family, of).put(value);
    lines++;
  }

  @Override
  public void distribution(Family family, Labels of, long count, long sum, long[] cumulative) {
    Bytes bytes = begin(family, of);
    bytes.put(count);
    bytes.put(sum);
    long before = 0;
    for (long upTo : cumulative) {
      bytes.put(upTo - before); // mostly zero, so one byte
      before = upTo;
    }
    lines += linesOf(family);
  }

  /** How many lines a series of this family has. */
  static int linesOf(Family family) {
    return switch (family.kind()) {
      case COUNTER, GAUGE -> 1;
      case HISTOGRAM -> family.ladder().size() + 3;
      case SUMMARY -> 2;
    };
  }

  /** The families that have series. */
  public Set<Family> families() {
    return families.keySet();
  }

  /** How many lines its page has, without HELP and TYPE. */
  public long lines() {
    return lines;
  }

  /** Tells the series of one family, in the order in which they came. */
  public void tell(Family family, FamilySink sink) {
    Records records = families.get(family);
    if (records == null) {
      return;
    }
    Bytes.Reader reader = records.bytes.reader();
    long[] cumulative = new long[family.ladder().size()];
    int at = 0;
    while (reader.hasNext()) {
      at += (int) reader.next();
      Labels of = labels.get(at);
      if (family.kind().distribution()) {
        long count = reader.next();
        long sum = reader.next();
        long upTo = 0;
        for (int i = 0; i < cumulative.length; i++) {
          upTo += reader.next();
          cumulative[i] = upTo;
        }
        sink.distribution(family, of, count, sum, cumulative);
      } else {
        sink.value(family, of, reader.next());
      }
    }
  }

  /** Tells all families, one after the other, in the order of a page. */
  public void tellAll(FamilySink sink) {
    families.keySet().stream().sorted().forEach(family -> tell(family, sink));
  }

  private Bytes begin(Family family, Labels of) {
    if (of != last) {
      labels.add(of);
      last = of;
    }
    Records records = families.get(family);
    if (records == null) {
      records = new Records();
      families.put(family, records);
    }
    int index = labels.size() - 1;
    records.bytes.put(index - records.lastLabels);
    records.lastLabels = index;
    return records.bytes;
  }
}
