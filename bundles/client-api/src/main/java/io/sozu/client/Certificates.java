package io.sozu.client;

import io.sozu.protocol.command.AddCertificate;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.ListOfCertificatesByAddress;
import io.sozu.protocol.command.RemoveCertificate;
import io.sozu.protocol.command.ReplaceCertificate;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** TLS certificates. Private keys that Sōzu returns are dropped at decoding. */
@ProviderType
public interface Certificates {
  /** Adds a certificate; a known fingerprint changes nothing, not even its chain. */
  CompletionStage<Response> add(AddCertificate certificate);

  /** Puts a certificate in the place of another; also the way to change a chain alone. */
  CompletionStage<Response> replace(ReplaceCertificate certificate);

  /**
   * Removes a certificate; OK also when there is none. Handshakes go on, with another certificate.
   */
  CompletionStage<Response> remove(RemoveCertificate certificate);

  /** What each worker would serve for a name, by worker id. */
  CompletionStage<Map<String, ListOfCertificatesByAddress>> served(String domain);

  /** A certificate of the main process's state by its fingerprint, without its key. */
  CompletionStage<Optional<CertificateAndKey>> byFingerprint(String fingerprint);

  /**
   * All certificates of the main process's state, read through a state file, without keys. No proof
   * of serving.
   */
  CompletionStage<List<CertificateEntry>> all();

  /**
   * A certificate of the main process's state.
   *
   * @param address of its listener
   * @param fingerprint SHA-256 of the DER, lower-case hex
   * @param certificate the PEM
   * @param names that it was added for, empty when Sōzu takes those in the certificate
   */
  record CertificateEntry(
      SocketAddress address, String fingerprint, String certificate, List<String> names) {}
}
