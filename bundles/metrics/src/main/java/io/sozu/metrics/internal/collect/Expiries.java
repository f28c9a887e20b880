package io.sozu.metrics.internal.collect;

import io.sozu.client.Certificates.CertificateEntry;
import io.sozu.client.config.Addresses;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When the certificates of a Sōzu end. Each is told once for each of its listeners, with its first
 * host name; all its names have lines of their own as far as they fit, because one certificate may
 * have hundreds. Immutable; keeps no certificate.
 */
final class Expiries {
  static final Expiries NONE = new Expiries(List.of(), 0, 0, Map.of());

  /** What is told of a certificate of a listener. */
  private record Expiry(
      String fingerprint, String address, long seconds, String first, List<String> names) {
    Labels labels(Labels instance) {
      return instance.and("fingerprint", fingerprint).and("address", address);
    }
  }

  /** What it is told from. */
  private record Source(CertificateEntry entry, String address, Facts facts) {
    static final Comparator<Source> FIRST_TO_END =
        Comparator.comparingLong((Source source) -> source.facts.seconds())
            .thenComparing(source -> source.entry.fingerprint())
            .thenComparing(Source::address);

    /** One that was added for some names is for these alone. */
    private boolean hasItsOwn() {
      return entry.names().isEmpty();
    }

    private List<String> given() {
      return entry.names().stream().distinct().toList();
    }

    int count() {
      return hasItsOwn() ? facts.count() : given().size();
    }

    Expiry told(int mostNames) {
      List<String> names =
          hasItsOwn() ? facts.names() : given().stream().limit(Facts.MOST_NAMES).toList();
      return new Expiry(
          entry.fingerprint(),
          address,
          Math.max(0, facts.seconds()),
          names.isEmpty() ? "" : names.get(0),
          List.copyOf(names.subList(0, Math.min(mostNames, names.size()))));
    }
  }

  private final List<Expiry> expiries;
  private final int unreadable;
  private final long cutNames;
  private final Map<String, Facts> facts;

  private Expiries(List<Expiry> expiries, int unreadable, long cutNames, Map<String, Facts> facts) {
    this.expiries = expiries;
    this.unreadable = unreadable;
    this.cutNames = cutNames;
    this.facts = facts;
  }

  /**
   * Those of these certificates; what these have read before is not read again.
   *
   * @param mostNames so many lines for host names; the certificates that end first come first
   */
  Expiries next(List<CertificateEntry> entries, int mostNames) {
    Map<String, Facts> known = new HashMap<>();
    Map<String, Source> sources = new HashMap<>();
    int failed = 0;
    for (CertificateEntry entry : entries) {
      String fingerprint = entry.fingerprint();
      Facts fact = facts.get(fingerprint);
      if (fact == null) {
        fact = Facts.of(entry.certificate());
      }
      if (fact == null) {
        failed++;
        continue;
      }
      known.put(fingerprint, fact);
      String address = Addresses.text(entry.address());
      sources.put(fingerprint + ' ' + address, new Source(entry, address, fact));
    }
    List<Expiry> told = new ArrayList<>(sources.size());
    int left = mostNames;
    long cut = 0;
    for (Source source : sources.values().stream().sorted(Source.FIRST_TO_END).toList()) {
      Expiry expiry = source.told(left);
      left -= expiry.names().size();
      cut += source.count() - expiry.names().size();
      told.add(expiry);
    }
    return new Expiries(told, failed, cut, known);
  }

  void tell(Labels instance, FamilySink sink) {
    for (Expiry expiry : expiries) {
      Labels labels = expiry.labels(instance);
      sink.value(OwnFamilies.CERTIFICATE, labels.and("name", expiry.first()), expiry.seconds());
    }
    for (Expiry expiry : expiries) {
      Labels labels = expiry.labels(instance);
      for (String name : expiry.names()) {
        sink.value(OwnFamilies.CERTIFICATE_NAME, labels.and("name", name), expiry.seconds());
      }
    }
    sink.value(OwnFamilies.CERTIFICATES_CUT_NAMES, instance, cutNames);
    sink.value(OwnFamilies.CERTIFICATES_UNREADABLE, instance, unreadable);
  }
}
