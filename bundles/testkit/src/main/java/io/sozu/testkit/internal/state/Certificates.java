package io.sozu.testkit.internal.state;

import io.sozu.protocol.command.AddCertificate;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.RemoveCertificate;
import io.sozu.protocol.command.ReplaceCertificate;
import io.sozu.protocol.command.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Certificates by the address of their listener and their fingerprint, in order of insertion. */
public final class Certificates {
  private static final Pattern HEX = Pattern.compile("([0-9a-fA-F]{2})*");

  private final Map<String, Map<String, Held>> byAddress = new TreeMap<>();

  /**
   * A certificate of a state.
   *
   * @param fingerprint SHA-256 of the DER, lower-case hex
   * @param added as it was added, with its names filled in
   * @param expires seconds since 1970 from which on it is worth less than others
   * @param order of insertion, over all addresses
   */
  public record Held(String fingerprint, AddCertificate added, long expires, long order) {}

  private long insertions;

  /** What Sōzu looks at before it asks its state. */
  static void validate(CertificateAndKey certificate) throws Refusal {
    X509Certificate x509 = Pem.certificate(certificate.getCertificate());
    Pem.requireMatch(x509, certificate.getKey());
  }

  void add(AddCertificate add) throws Refusal {
    String fingerprint = Pem.fingerprint(add.getCertificate().getCertificate());
    Map<String, Held> held = at(add.getAddress());
    if (!held.containsKey(fingerprint)) {
      held.put(fingerprint, hold(fingerprint, add));
    }
  }

  void remove(RemoveCertificate remove) throws Refusal {
    String fingerprint = fingerprint(remove.getFingerprint());
    Map<String, Held> held = at(remove.getAddress());
    held.remove(fingerprint);
    if (held.isEmpty()) {
      byAddress.remove(Text.of(remove.getAddress()));
    }
  }

  void replace(ReplaceCertificate replace) throws Refusal {
    String old = fingerprint(replace.getOldFingerprint());
    String address = Text.of(replace.getAddress());
    Map<String, Held> held = byAddress.get(address);
    if (held == null) {
      throw Refusal.notFound("Certificate", address);
    }
    AddCertificate.Builder add =
        AddCertificate.newBuilder()
            .setAddress(replace.getAddress())
            .setCertificate(replace.getNewCertificate());
    if (replace.hasNewExpiredAt()) {
      add.setExpiredAt(replace.getNewExpiredAt());
    }
    String fingerprint = Pem.fingerprint(replace.getNewCertificate().getCertificate());
    held.remove(old);
    held.remove(fingerprint);
    held.put(fingerprint, hold(fingerprint, add.build()));
  }

  private Held hold(String fingerprint, AddCertificate add) throws Refusal {
    X509Certificate x509 = Pem.certificate(add.getCertificate().getCertificate());
    CertificateAndKey.Builder certificate = add.getCertificate().toBuilder();
    if (certificate.getNamesCount() == 0) {
      certificate.addAllNames(Pem.names(x509));
    }
    long expires =
        add.hasExpiredAt() ? add.getExpiredAt() : x509.getNotAfter().toInstant().getEpochSecond();
    AddCertificate named = add.toBuilder().setCertificate(certificate).build();
    return new Held(fingerprint, named, expires, insertions++);
  }

  private static String fingerprint(String hex) throws Refusal {
    if (!HEX.matcher(hex).matches()) {
      // Sōzu tells the length of its decoder's own complaint here.
      throw Refusal.of("Could not remove certificate: fingerprint_bytes=35");
    }
    return hex.toLowerCase(java.util.Locale.ROOT);
  }

  private Map<String, Held> at(SocketAddress address) {
    return byAddress.computeIfAbsent(Text.of(address), key -> new LinkedHashMap<>());
  }

  /** All of them, address by address, in order of insertion. */
  public Stream<Held> all() {
    return byAddress.values().stream().flatMap(held -> held.values().stream());
  }

  /** The one with a fingerprint. */
  public Optional<Held> byFingerprint(String fingerprint) {
    return all().filter(held -> held.fingerprint().equals(fingerprint)).findFirst();
  }

  /** Those of one listener. */
  public Stream<Held> of(SocketAddress address) {
    return byAddress.getOrDefault(Text.of(address), Map.of()).values().stream();
  }
}
