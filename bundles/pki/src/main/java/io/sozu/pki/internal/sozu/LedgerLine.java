package io.sozu.pki.internal.sozu;

import io.sozu.client.config.Addresses;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Slot;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lines of a ledger's file: fields with tabs between them. */
final class LedgerLine {
  private static final String PUT = "put";
  private static final String STRIKE = "strike";

  /** The first ledgers did not say when a certificate ends. */
  private static final int FIELDS_WITHOUT_END = 8;

  private LedgerLine() {}

  static String put(Owned owned) {
    Instant end = owned.notAfter();
    return String.join(
        "\t",
        PUT,
        owned.slot().listener(),
        owned.slot().fingerprint(),
        URLEncoder.encode(owned.source(), StandardCharsets.UTF_8),
        owned.content(),
        owned.notBefore().toString(),
        String.join(",", owned.names()),
        String.valueOf(owned.retired()),
        end == null ? "" : end.toString());
  }

  static String strike(Slot slot) {
    return String.join("\t", STRIKE, slot.listener(), slot.fingerprint());
  }

  /** Does what a line says; tells whether it says anything. */
  static boolean apply(String line, Map<Slot, Owned> entries) {
    String[] parts = line.split("\t", -1);
    if (parts[0].equals(STRIKE) && parts.length == 3) {
      entries.remove(slot(parts));
      return true;
    }
    Owned owned = parts[0].equals(PUT) ? owned(parts) : null;
    if (owned != null) {
      entries.put(owned.slot(), owned);
    }
    return owned != null;
  }

  private static @Nullable Owned owned(String[] parts) {
    boolean hasEnd = parts.length == FIELDS_WITHOUT_END + 1;
    if ((!hasEnd && parts.length != FIELDS_WITHOUT_END) || !parts[7].matches("true|false")) {
      return null;
    }
    try {
      return new Owned(
          slot(parts),
          URLDecoder.decode(parts[3], StandardCharsets.UTF_8),
          parts[4],
          Instant.parse(parts[5]),
          hasEnd && !parts[8].isEmpty() ? Instant.parse(parts[8]) : null,
          List.of(parts[6].split(",", -1)),
          parts[7].equals("true"));
    } catch (IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }

  /** Listeners of IPv6 were written in a longer form once. */
  private static Slot slot(String[] parts) {
    String listener = parts[1];
    try {
      listener = Addresses.normal("listener", listener);
    } catch (IllegalArgumentException e) {
      // As it was written: nothing is ours there.
    }
    return new Slot(listener, parts[2]);
  }
}
