package io.sozu.pki;

import io.sozu.client.SozuClient;
import io.sozu.client.config.Addresses;
import io.sozu.protocol.command.CertificatesByAddress;
import io.sozu.protocol.command.ListOfCertificatesByAddress;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Pairs in a folder, and what Sōzu serves of them: each worker is asked, so that it does not matter
 * where the connector runs.
 */
final class Pairs {
  private final Path folder;
  private final SozuClient client;
  private final InetSocketAddress listener;
  private final Rush rush;

  /** By name what may be served; the last is in the folder. */
  private final Map<String, List<TestCertificate>> possible = new TreeMap<>();

  Pairs(Path folder, SozuClient client, InetSocketAddress listener, Rush rush) {
    this.folder = folder;
    this.client = client;
    this.listener = listener;
    this.rush = rush;
  }

  /** Writes a pair. */
  TestCertificate write(String name) throws IOException {
    return write(TestCertificate.of(name));
  }

  private TestCertificate write(TestCertificate fresh) throws IOException {
    String name = fresh.names().get(0);
    some(name).add(fresh);
    Files.writeString(folder.resolve(name + ".key"), fresh.keyPem());
    Files.writeString(folder.resolve(name + ".crt"), fresh.pem());
    return fresh;
  }

  /** {@link #write}, of which handshakes may show what it is, or what was before. */
  TestCertificate renew(String name) throws IOException {
    TestCertificate fresh = TestCertificate.of(name);
    rush.expect(
        Stream.concat(some(name).stream(), Stream.of(fresh)).toArray(TestCertificate[]::new));
    return write(fresh);
  }

  private List<TestCertificate> some(String name) {
    return possible.computeIfAbsent(name, ignored -> new ArrayList<>());
  }

  /** What the folder has for a name. */
  TestCertificate right(String name) {
    List<TestCertificate> some = some(name);
    return some.get(some.size() - 1);
  }

  /** Deletes a pair. */
  void delete(String name) throws IOException {
    Files.delete(folder.resolve(name + ".crt"));
    Files.delete(folder.resolve(name + ".key"));
    possible.remove(name);
  }

  /** Waits until every worker serves what is in the folder; nothing else is right from then on. */
  void settled() {
    for (List<TestCertificate> some : possible.values()) {
      TestCertificate right = some.get(some.size() - 1);
      Eventually.until(right + " is served by every worker", () -> serves(right));
      some.retainAll(List.of(right));
    }
  }

  /** From now on handshakes must show what is in the folder. */
  void expected() {
    possible.values().forEach(some -> rush.expect(some.get(some.size() - 1)));
  }

  /** Whether every worker serves it for its name. */
  boolean serves(TestCertificate certificate) {
    Collection<ListOfCertificatesByAddress> workers = workers(certificate.names().get(0));
    return !workers.isEmpty()
        && workers.stream()
            .allMatch(worker -> shown(worker).equals(List.of(certificate.fingerprint())));
  }

  /** Whether no worker serves anything for a name. */
  boolean servesNothing(String name) {
    Collection<ListOfCertificatesByAddress> workers = workers(name);
    return !workers.isEmpty() && workers.stream().allMatch(worker -> shown(worker).isEmpty());
  }

  /** What the workers say; nothing when there is no answer. */
  private Collection<ListOfCertificatesByAddress> workers(String name) {
    try {
      return client.certificates().served(name).toCompletableFuture().join().values();
    } catch (CompletionException e) {
      return List.of();
    }
  }

  private List<String> shown(ListOfCertificatesByAddress worker) {
    String here = Addresses.text(Requests.address(listener));
    List<String> shown = new ArrayList<>();
    for (CertificatesByAddress at : worker.getCertificatesList()) {
      if (Addresses.text(at.getAddress()).equals(here)) {
        at.getCertificateSummariesList().forEach(one -> shown.add(one.getFingerprint()));
      }
    }
    return shown;
  }

  /** Whether Sōzu has it at all. */
  boolean has(TestCertificate certificate) {
    return has(client, certificate);
  }

  static boolean has(SozuClient client, TestCertificate certificate) {
    return !client
        .certificates()
        .byFingerprint(certificate.fingerprint())
        .toCompletableFuture()
        .join()
        .isEmpty();
  }
}
