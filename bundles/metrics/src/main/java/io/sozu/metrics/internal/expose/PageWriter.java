package io.sozu.metrics.internal.expose;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sozu.metrics.internal.collect.Snapshot;
import io.sozu.metrics.internal.convert.Family;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Kind;
import io.sozu.metrics.internal.convert.Labels;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;

/** Writes one page: each family once, with its series of all snapshots. Used by one thread. */
public final class PageWriter implements FamilySink {
  private static final byte[] INF = ",le=\"+Inf\"} ".getBytes(US_ASCII);
  private static final byte[] EOF = "# EOF\n".getBytes(US_ASCII);

  private final Format format;
  private final ByteOut out;
  private byte[] plain = new byte[0];
  private byte[] bucket = new byte[0];
  private byte[] sum = new byte[0];
  private byte[] count = new byte[0];
  private byte[][] bounds = new byte[0][];

  public PageWriter(Format format, OutputStream stream) {
    this.format = format;
    this.out = new ByteOut(stream);
  }

  /**
   * Writes the page and flushes the stream.
   *
   * @return how many bytes it has
   * @throws java.io.UncheckedIOException if the stream fails
   */
  public long write(Collection<Snapshot> snapshots, Filter filter) {
    List<Family> families =
        snapshots.stream()
            .flatMap(s -> s.families().stream())
            .filter(filter::wants)
            .distinct()
            .sorted()
            .toList();
    for (Family family : families) {
      begin(family);
      snapshots.forEach(snapshot -> snapshot.tell(family, this));
    }
    if (format == Format.OPEN_METRICS) {
      out.put(EOF);
    }
    return out.flush();
  }

  @Override
  public void value(Family family, Labels labels, long value) {
    byte[] encoded = labels.encoded();
    out.put(plain);
    if (encoded.length > 0) {
      out.put('{');
      out.put(encoded);
      out.put('}');
    }
    out.put(' ');
    out.put(value, family.scale());
    out.put('\n');
  }

  @Override
  public void distribution(Family family, Labels labels, long all, long total, long[] cumulative) {
    byte[] encoded = labels.encoded();
    if (family.kind() == Kind.HISTOGRAM) {
      for (int i = 0; i <= cumulative.length; i++) {
        out.put(bucket);
        out.put(encoded);
        out.put(i < cumulative.length ? bounds[i] : INF);
        out.put(i < cumulative.length ? cumulative[i] : all, 1);
        out.put('\n');
      }
    }
    line(sum, encoded, total, family.scale());
    line(count, encoded, all, 1);
  }

  private void line(byte[] name, byte[] labels, long value, int scale) {
    out.put(name);
    out.put(labels);
    out.put('}');
    out.put(' ');
    out.put(value, scale);
    out.put('\n');
  }

  private void begin(Family family) {
    String name = family.name();
    plain = name.getBytes(US_ASCII);
    bucket = (name + "_bucket{").getBytes(US_ASCII);
    sum = (name + "_sum{").getBytes(US_ASCII);
    count = (name + "_count{").getBytes(US_ASCII);
    boolean open = format == Format.OPEN_METRICS;
    bounds = new byte[family.ladder().size()][];
    for (int i = 0; i < bounds.length; i++) {
      String bound = family.ladder().text(i);
      String canonical = open && bound.indexOf('.') < 0 ? bound + ".0" : bound;
      bounds[i] = (",le=\"" + canonical + "\"} ").getBytes(US_ASCII);
    }
    boolean counter = family.kind() == Kind.COUNTER;
    String type = family.kind().text();
    if (open && !family.conventional() && !family.kind().distribution()) {
      type = "unknown"; // OpenMetrics has no counter without _total, and no gauge with it
    } else if (open && counter && name.endsWith("_total")) {
      name = name.substring(0, name.length() - "_total".length());
    }
    out.put(("# HELP " + name + ' ' + help(family.help(), open) + '\n').getBytes(UTF_8));
    out.put(("# TYPE " + name + ' ' + type + '\n').getBytes(US_ASCII));
  }

  private static String help(String text, boolean open) {
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '"' -> escaped.append(open ? "\\\"" : "\"");
                default -> {
                  boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
                  escaped.appendCodePoint(half || c < ' ' ? '\uFFFD' : c);
                }
              }
            });
    return escaped.toString();
  }
}
