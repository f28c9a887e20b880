package io.sozu.client.internal.facade;

import io.sozu.client.Certificates;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.StateRead;
import io.sozu.protocol.command.AddCertificate;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.ListOfCertificatesByAddress;
import io.sozu.protocol.command.QueryCertificatesFilters;
import io.sozu.protocol.command.RemoveCertificate;
import io.sozu.protocol.command.ReplaceCertificate;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent.ContentTypeCase;
import io.sozu.protocol.state.Pem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@link Certificates} over the wire. No private key leaves this class. */
public final class CertificatesFacade implements Certificates {
  private final Calls calls;
  private final StateRead reader;

  public CertificatesFacade(Calls calls, StateRead reader) {
    this.calls = calls;
    this.reader = reader;
  }

  @Override
  public CompletionStage<Response> add(AddCertificate certificate) {
    return calls.send(Request.newBuilder().setAddCertificate(certificate));
  }

  @Override
  public CompletionStage<Response> replace(ReplaceCertificate certificate) {
    return calls.send(Request.newBuilder().setReplaceCertificate(certificate));
  }

  @Override
  public CompletionStage<Response> remove(RemoveCertificate certificate) {
    return calls.send(Request.newBuilder().setRemoveCertificate(certificate));
  }

  @Override
  public CompletionStage<Map<String, ListOfCertificatesByAddress>> served(String domain) {
    return calls.askEach(
        Request.newBuilder()
            .setQueryCertificatesFromWorkers(
                QueryCertificatesFilters.newBuilder().setDomain(notEmpty("domain", domain))),
        ContentTypeCase.CERTIFICATES_BY_ADDRESS,
        content -> content.getCertificatesByAddress(),
        Function.identity());
  }

  @Override
  public CompletionStage<Optional<CertificateAndKey>> byFingerprint(String fingerprint) {
    return calls.ask(
        Request.newBuilder()
            .setQueryCertificatesFromTheState(
                QueryCertificatesFilters.newBuilder()
                    .setFingerprint(notEmpty("fingerprint", fingerprint))),
        ContentTypeCase.CERTIFICATES_WITH_FINGERPRINTS,
        content ->
            Optional.ofNullable(
                    content.getCertificatesWithFingerprints().getCertsMap().get(fingerprint))
                .map(found -> found.toBuilder().setKey("").build()));
  }

  @Override
  public CompletionStage<List<CertificateEntry>> all() {
    List<CertificateEntry> entries = new ArrayList<>();
    return calls.told(
        reader.read(
            kind -> kind == RequestTypeCase.ADD_CERTIFICATE,
            record -> entries.add(entry(record.getAddCertificate())),
            Deadline.in(StateFacade.LONG)),
        count -> List.copyOf(entries));
  }

  private static CertificateEntry entry(AddCertificate added) {
    CertificateAndKey certificate = added.getCertificate();
    return new CertificateEntry(
        added.getAddress(),
        Pem.fingerprint(certificate.getCertificate()).orElse(""),
        certificate.getCertificate(),
        certificate.getNamesList());
  }

  /** Without a filter Sōzu answers every certificate, which wedges workers. */
  private static String notEmpty(String name, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " is empty; it must name one");
    }
    return value;
  }
}
