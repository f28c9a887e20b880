package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.CertificateSummary;
import io.sozu.protocol.command.CertificatesByAddress;
import io.sozu.protocol.command.CertificatesWithFingerprints;
import io.sozu.protocol.command.HttpsListenerConfig;
import io.sozu.protocol.command.ListOfCertificatesByAddress;
import io.sozu.protocol.command.QueryCertificatesFilters;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.testkit.internal.state.Certificates.Held;
import io.sozu.testkit.internal.state.ConfigState;
import io.sozu.testkit.internal.state.Refusal;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is known of certificates, as workers and as the main process tell it. */
final class CertificateAnswers {
  private CertificateAnswers() {}

  static void fromWorker(
      ConfigState state, QueryCertificatesFilters filters, ResponseContent.Builder content)
      throws Refusal {
    if (filters.hasDomain()) {
      content.setCertificatesByAddress(byAddress(state, Optional.of(filters.getDomain())));
    } else if (filters.hasFingerprint()) {
      Held held =
          state
              .certificates()
              .byFingerprint(filters.getFingerprint())
              .orElseThrow(() -> Refusal.of("Could not find certificate for this fingerprint"));
      content.setCertificatesWithFingerprints(with(Stream.of(held)));
    } else {
      content.setCertificatesByAddress(byAddress(state, Optional.empty()));
    }
  }

  static CertificatesWithFingerprints fromMain(
      ConfigState state, QueryCertificatesFilters filters) {
    Stream<Held> all = state.certificates().all();
    if (filters.hasDomain()) {
      return with(
          state.listeners().getHttpsListenersMap().values().stream()
              .flatMap(listener -> serving(state, listener, filters.getDomain()).stream()));
    }
    return with(
        filters.hasFingerprint()
            ? all.filter(held -> held.fingerprint().equals(filters.getFingerprint()))
            : all);
  }

  private static ListOfCertificatesByAddress byAddress(ConfigState state, Optional<String> domain) {
    ListOfCertificatesByAddress.Builder list = ListOfCertificatesByAddress.newBuilder();
    for (HttpsListenerConfig listener : state.listeners().getHttpsListenersMap().values()) {
      CertificatesByAddress.Builder certificates =
          CertificatesByAddress.newBuilder().setAddress(listener.getAddress());
      Stream<String> names =
          domain
              .map(Stream::of)
              .orElseGet(
                  () ->
                      state
                          .certificates()
                          .of(listener.getAddress())
                          .flatMap(held -> names(held).stream())
                          .distinct());
      names.forEach(
          name ->
              serving(state, listener, name)
                  .ifPresent(held -> certificates.addCertificateSummaries(summary(held, name))));
      list.addCertificates(certificates);
    }
    return list.build();
  }

  private static CertificateSummary summary(Held held, String name) {
    String matched = names(held).contains(name) ? name : wildcard(name);
    return CertificateSummary.newBuilder()
        .setDomain(matched)
        .setFingerprint(held.fingerprint())
        .build();
  }

  /** An exact name beats a wildcard; then the one that expires last; then the last inserted. */
  private static Optional<Held> serving(
      ConfigState state, HttpsListenerConfig listener, String name) {
    Comparator<Held> better =
        Comparator.comparing((Held held) -> names(held).contains(name))
            .thenComparingLong(Held::expires)
            .thenComparingLong(Held::order);
    return state
        .certificates()
        .of(listener.getAddress())
        .filter(held -> names(held).contains(name) || names(held).contains(wildcard(name)))
        .max(better);
  }

  private static java.util.List<String> names(Held held) {
    return held.added().getCertificate().getNamesList();
  }

  private static String wildcard(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : "*" + name.substring(dot);
  }

  private static CertificatesWithFingerprints with(Stream<Held> certificates) {
    TreeMap<String, io.sozu.protocol.command.CertificateAndKey> found = new TreeMap<>();
    certificates.forEach(held -> found.put(held.fingerprint(), held.added().getCertificate()));
    return CertificatesWithFingerprints.newBuilder().putAllCerts(found).build();
  }
}
