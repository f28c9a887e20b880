package io.sozu.pki.internal.sozu;

import io.sozu.client.Outcome;
import io.sozu.pki.internal.plan.Desired;
import io.sozu.pki.internal.plan.Observed;
import io.sozu.pki.internal.plan.Routing;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.Reading;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.IpAddress;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One worker with one listener. Of several certificates for a name it serves that whose fingerprint
 * is the last one of the alphabet, as Sōzu serves that which expires last.
 */
final class MemorySozu implements Sozu {
  static final String LISTENER = "l";

  private static final SocketAddress ADDRESS =
      SocketAddress.newBuilder().setIp(IpAddress.newBuilder().setV4(1)).setPort(443).build();

  /** What these demand of it. */
  static List<Want> wants(Reading... readings) {
    Routing everywhere = new Routing(List.of(), List.of());
    return Desired.of(List.of(readings), everywhere, Set.of(LISTENER), List.of());
  }

  /** A certificate as it is sent. */
  static CertificateAndKey material(Want want) {
    return CertificateAndKey.newBuilder()
        .setCertificate(want.slot().fingerprint())
        .setKey("key")
        .addAllNames(want.names())
        .build();
  }

  /** The names of each certificate. */
  final Map<String, List<String>> certificates = new LinkedHashMap<>();

  /** What was sent. */
  final List<String> sent = new ArrayList<>();

  /** What is answered in place of the truth, without a change; null for the truth. */
  Function<String, @Nullable Outcome> answers = line -> null;

  @Override
  public Map<String, SocketAddress> listeners() {
    return Map.of(LISTENER, ADDRESS);
  }

  @Override
  public Observed served(Collection<String> names, Collection<String> listeners) {
    Observed observed = new Observed();
    for (String name : names) {
      observed.add(LISTENER, name, shows(name));
    }
    return observed;
  }

  String shows(String name) {
    return certificates.entrySet().stream()
        .filter(entry -> entry.getValue().contains(name))
        .map(Map.Entry::getKey)
        .max(String::compareTo)
        .orElse(Observed.NONE);
  }

  @Override
  public CompletionStage<List<Outcome>> begin(List<Request> requests) {
    return CompletableFuture.completedFuture(requests.stream().map(this::apply).toList());
  }

  private Outcome apply(Request request) {
    String line = line(request);
    sent.add(line);
    Outcome answer = answers.apply(line);
    if (answer != null) {
      return answer;
    }
    if (request.hasRemoveCertificate()) {
      certificates.remove(request.getRemoveCertificate().getFingerprint());
    } else if (request.hasReplaceCertificate()) {
      certificates.remove(request.getReplaceCertificate().getOldFingerprint());
      put(request.getReplaceCertificate().getNewCertificate());
    } else {
      put(request.getAddCertificate().getCertificate());
    }
    return Outcome.applied();
  }

  private static String line(Request request) {
    if (request.hasRemoveCertificate()) {
      return "remove " + request.getRemoveCertificate().getFingerprint();
    }
    if (request.hasReplaceCertificate()) {
      return "replace "
          + request.getReplaceCertificate().getOldFingerprint()
          + " "
          + request.getReplaceCertificate().getNewCertificate().getCertificate();
    }
    return "add " + request.getAddCertificate().getCertificate().getCertificate();
  }

  private void put(CertificateAndKey certificate) {
    certificates.put(certificate.getCertificate(), List.copyOf(certificate.getNamesList()));
  }
}
