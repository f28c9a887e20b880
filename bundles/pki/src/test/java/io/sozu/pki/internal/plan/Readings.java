package io.sozu.pki.internal.plan;

import io.sozu.pki.Layout;
import io.sozu.pki.internal.read.Pair;
import io.sozu.pki.internal.read.Reading;
import io.sozu.pki.internal.read.Source;
import io.sozu.pki.internal.read.Stamp;
import io.sozu.protocol.command.TlsVersion;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Readings of files that are not there. */
public final class Readings {
  public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private Readings() {}

  /** A good one, issued so many days after the first. */
  public static Reading of(String file, String fingerprint, int day, String... names) {
    Pair pair =
        new Pair(
            fingerprint,
            List.of(names),
            BEGIN.plusSeconds(day * 86_400L),
            BEGIN.plusSeconds((day + 90) * 86_400L),
            "CN=issuer",
            List.of(TlsVersion.TLS_V1_3),
            List.of(),
            "chain",
            List.of());
    Source source = new Source(Layout.PAIR, Path.of("/pki", file), null, null, null);
    return new Reading(source, new Stamp(List.of(file), BEGIN, BEGIN), BEGIN, pair, null, pair);
  }
}
