package io.sozu.metrics;

import com.google.protobuf.TextFormat;
import io.sozu.protocol.command.AggregatedMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts beside the tests. */
public final class Recorded {
  private Recorded() {}

  /** What a real Sōzu 2.3.3 with two workers answered after some requests. */
  public static AggregatedMetrics answer() {
    AggregatedMetrics.Builder builder = AggregatedMetrics.newBuilder();
    try {
      TextFormat.merge(text("recorded-sozu-2.3.3.txtpb"), builder);
    } catch (TextFormat.ParseException e) {
      throw new IllegalStateException(e);
    }
    return builder.build();
  }

  /** A resource of this package. */
  public static String text(String name) {
    try (InputStream in = Recorded.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
