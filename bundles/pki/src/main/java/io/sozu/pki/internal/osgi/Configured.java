package io.sozu.pki.internal.osgi;

import io.sozu.client.config.Check;
import io.sozu.client.config.Values;
import io.sozu.pki.Layout;
import io.sozu.pki.PkiOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a whole configuration, or says what is wrong with it. */
final class Configured {
  private final Values values;

  private Configured(Values values) {
    this.values = values;
  }

  /**
   * The options of a configuration.
   *
   * @throws IllegalArgumentException naming the key, the value and what is allowed
   */
  static PkiOptions options(Values values) {
    return new Configured(values).options();
  }

  private PkiOptions options() {
    return PkiOptions.builder(Path.of(values.text("folder", "")))
        .layouts(layouts())
        .pattern(values.text("pattern", ""))
        .pkcs12Password(path("password.file"))
        .refuseOpenKeys(refuseOpenKeys())
        .listeners(values.items("listeners"))
        .mappingFile(path("mapping.file"))
        .watch(values.flag("watch", true))
        .poll(values.duration("poll", PkiOptions.DEFAULT_POLL))
        .quiet(values.duration("quiet", PkiOptions.DEFAULT_QUIET))
        .rescan(values.duration("rescan", PkiOptions.DEFAULT_RESCAN))
        .reconcile(values.duration("reconcile", PkiOptions.DEFAULT_RECONCILE))
        .removalGrace(values.duration("removal.grace", PkiOptions.DEFAULT_REMOVAL_GRACE))
        .removalPercent(percent())
        .removalLeast(values.whole("removal.least", PkiOptions.DEFAULT_REMOVAL_LEAST))
        .releaseFile(path("release.file"))
        .adopt(values.flag("adopt", false))
        .proof(values.flag("proof", false))
        .expiryDays(expiryDays())
        .ledger(path("ledger"))
        .build();
  }

  private @Nullable Path path(String key) {
    String text = values.text(key, "");
    return text.isEmpty() ? null : Path.of(text);
  }

  private List<Layout> layouts() {
    List<Layout> layouts = new ArrayList<>();
    for (String item : values.items("layouts")) {
      Layout layout =
          PkiOptions.DEFAULT_LAYOUTS.stream()
              .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(item))
              .findFirst()
              .orElse(null);
      if (layout == null) {
        throw new IllegalArgumentException(
            "layouts=" + item + ": must be some of pair, certbot, kubernetes, combined and pkcs12");
      }
      layouts.add(layout);
    }
    return layouts.isEmpty() ? PkiOptions.DEFAULT_LAYOUTS : layouts;
  }

  private boolean refuseOpenKeys() {
    String text = values.text("open.keys", "warn");
    Check.that(text.equals("warn") || text.equals("refuse"), "open.keys", text, "warn or refuse");
    return text.equals("refuse");
  }

  private int percent() {
    String text = values.text("removal.max", PkiOptions.DEFAULT_REMOVAL_PERCENT + "%");
    Check.that(text.matches("\\d{1,3} ?%"), "removal.max", text, "a percentage, for example 10%");
    return Integer.parseInt(text.substring(0, text.length() - 1).strip());
  }

  private List<Integer> expiryDays() {
    List<Integer> days = new ArrayList<>();
    for (String item : values.items("expiry.days")) {
      Check.that(item.matches("\\d{1,4}"), "expiry.days", item, "whole numbers of days");
      days.add(Integer.valueOf(item));
    }
    return days.isEmpty() ? PkiOptions.DEFAULT_EXPIRY_DAYS : days;
  }
}
