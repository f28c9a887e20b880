package io.sozu.metrics.internal.convert;

import io.sozu.metrics.Scheme;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.FilteredMetrics.InnerCase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The slots of one scope. Used by one thread at a time. */
final class Slots {
  /** Most names that are remembered; beyond, they are looked up again. */
  private static final int MOST_NAMES = 2 * Families.MOST;

  // Sōzu 2.3.3 counts connections by 256 buckets of source networks, each under a name of its own.
  private static final Pattern BUCKET = Pattern.compile("(.+)\\.bucket_(\\d{1,4})", Pattern.DOTALL);

  private static final class Entry {
    final String histogram;
    final Map<InnerCase, Slot> byKind = new EnumMap<>(InnerCase.class);
    InnerCase lastKind = InnerCase.INNER_NOT_SET;
    Slot last = new Slot(null, Merge.SUM, null);

    Entry(String name) {
      histogram = name + "_histogram";
    }
  }

  private final Scope scope;
  private final Families families;
  private final Map<String, Entry> entries = new HashMap<>();
  private final List<Slot> touched = new ArrayList<>();

  Slots(Scope scope, Families families) {
    this.scope = scope;
    this.families = families;
  }

  /** Adds all metrics of a worker, of one of its clusters or of one of its backends. */
  int add(Map<String, FilteredMetrics> metrics) {
    int dropped = 0;
    for (Map.Entry<String, FilteredMetrics> metric : metrics.entrySet()) {
      FilteredMetrics value = metric.getValue();
      InnerCase kind = value.getInnerCase();
      if (kind == InnerCase.TIME_SERIE || kind == InnerCase.INNER_NOT_SET) {
        dropped++; // a list of rates of the last hour: Prometheus makes its own from the counters
        continue;
      }
      Entry entry = entry(metric.getKey());
      // Percentiles of several workers cannot be merged; Sōzu sends the histogram beside them.
      if (kind == InnerCase.PERCENTILES && metrics.containsKey(entry.histogram)) {
        continue;
      }
      Slot slot = slot(metric.getKey(), entry, kind);
      if (slot.add(value)) {
        touched.add(slot);
      }
    }
    return dropped;
  }

  void endOfWorker() {
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).endOfWorker();
    }
  }

  void flush(Labels labels, int index, FamilySink sink) {
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).flush(labels, index, sink);
    }
    touched.clear();
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      if (entries.size() >= MOST_NAMES) {
        entries.clear();
      }
      entry = new Entry(name);
      entries.put(name, entry);
    }
    return entry;
  }

  private Slot slot(String name, Entry entry, InnerCase kind) {
    if (entry.lastKind != kind) {
      entry.last = entry.byKind.computeIfAbsent(kind, k -> make(name, k));
      entry.lastKind = kind;
    }
    return entry.last;
  }

  private Slot make(String name, InnerCase inner) {
    Kind kind =
        switch (inner) {
          case COUNT -> Kind.COUNTER;
          case HISTOGRAM -> Kind.HISTOGRAM;
          case PERCENTILES -> Kind.SUMMARY;
          default -> Kind.GAUGE;
        };
    boolean plain = families.scheme() == Scheme.RUST;
    Matcher bucket = BUCKET.matcher(name);
    if (!plain && kind == Kind.COUNTER && bucket.matches()) {
      return new Slot(families.of(scope, bucket.group(1), kind, false), Merge.SUM, bucket.group(2));
    }
    boolean millis = inner == InnerCase.TIME;
    return new Slot(
        families.of(scope, name, kind, millis), plain ? Merge.SUM : Merge.of(name), null);
  }
}
