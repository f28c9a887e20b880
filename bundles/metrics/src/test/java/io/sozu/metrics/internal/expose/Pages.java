package io.sozu.metrics.internal.expose;

import io.sozu.metrics.MetricsOptions;
import io.sozu.metrics.Scheme;
import io.sozu.metrics.internal.collect.OwnFamilies;
import io.sozu.metrics.internal.collect.Snapshot;
import io.sozu.metrics.internal.convert.Families;
import io.sozu.metrics.internal.convert.Labels;
import io.sozu.metrics.internal.convert.Ladder;
import io.sozu.metrics.internal.convert.PieceConverter;
import io.sozu.protocol.command.AggregatedMetrics;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Pages of answers, without a client. */
public final class Pages {
  private Pages() {}

  public static Families families(Scheme scheme) {
    Ladder coarse = Ladder.seconds(MetricsOptions.DEFAULT_BUCKETS);
    return new Families(scheme, coarse, OwnFamilies.all());
  }

  public static Snapshot snapshot(Families families, AggregatedMetrics... pieces) {
    Snapshot snapshot = new Snapshot();
    PieceConverter converter =
        new PieceConverter(families, Labels.of("sozu_instance", "main"), true);
    for (AggregatedMetrics piece : pieces) {
      converter.convert(piece, true, snapshot);
    }
    return snapshot;
  }

  public static String of(Format format, Filter filter, Snapshot... snapshots) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new PageWriter(format, out).write(List.of(snapshots), filter);
    return out.toString(StandardCharsets.UTF_8);
  }

  public static String of(Scheme scheme, Format format, AggregatedMetrics... pieces) {
    return of(format, Filter.ALL, snapshot(families(scheme), pieces));
  }
}
