package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import io.sozu.client.Outcome;
import io.sozu.client.Outcome.Verdict;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.RefusedByMain;
import io.sozu.client.RefusedByWorkers;
import io.sozu.client.TooLarge;
import io.sozu.client.UnsafeRequest;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many requests at once: the truth about each, however they were sent. */
public abstract class BulkContract extends ClientSubject {
  private static final InetSocketAddress NO_LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  /** Enough to be loaded as files, in several pieces. */
  private static final int MANY = 2_000;

  private Path exchange;

  protected BulkContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    super(connector, sozu);
  }

  /** The exchange folder is Sōzu's to read. */
  @BeforeEach
  void privateFolder(@TempDir Path folder) throws IOException {
    exchange = folder;
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  private OwnedSozuClient bulkClient() {
    return bulkClient(peer());
  }

  private OwnedSozuClient bulkClient(SozuPeer sozu) {
    ClientOptions options = sozu.client().exchangeDir(exchange).build();
    return open(options);
  }

  private static List<Verdict> verdicts(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::verdict).toList();
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.walk(exchange)) {
      // What stays while the client lives is the lock that tells others so; it holds nothing.
      assertThat(left.filter(Files::isRegularFile))
          .allMatch(file -> file.endsWith("lock") && file.toFile().length() == 0);
    }
  }

  @Test
  void noRequestsAreNoOutcomes() {
    assertThat(get(bulkClient().apply(List.of()))).isEmpty();
  }

  @Test
  void fewRequestsGoOneByOneInOrder() {
    String id = name("few");

    List<Outcome> outcomes =
        get(
            bulkClient()
                .apply(
                    List.of(
                        Requests.addBackend(id, "b", 9),
                        Requests.addCluster(id),
                        Requests.addBackend(id, "b", 9),
                        Requests.removeCluster(id),
                        Requests.addBackend(id, "b", 9))));

    assertThat(verdicts(outcomes))
        .containsExactly(
            Verdict.REFUSED, Verdict.APPLIED, Verdict.APPLIED, Verdict.APPLIED, Verdict.REFUSED);
    assertThat(outcomes.get(0).reason()).contains("Backend names a cluster that does not exist");
    assertThat(outcomes.get(0).failure()).isInstanceOf(RefusedByMain.class);
  }

  @Test
  void manyRequestsAreAllApplied() throws IOException {
    OwnedSozuClient client = bulkClient();
    String prefix = name("many") + "-";

    List<Outcome> outcomes = get(client.apply(clusters(prefix, MANY)));

    assertThat(outcomes).hasSize(MANY).allMatch(Outcome::inForce);
    assertThat(get(client.clusters().get(prefix + (MANY - 1)))).isPresent();
    assertNothingIsLeft();
  }

  private static List<Request> clusters(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> Requests.addCluster(prefix + i)).toList();
  }

  @Test
  void theOrderOfManyIsKept() {
    OwnedSozuClient client = bulkClient();
    String prefix = name("order") + "-";
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      requests.add(Requests.addCluster(prefix + i));
      requests.add(Requests.addBackend(prefix + i, "b", 9));
      requests.add(Requests.removeBackend(prefix + i, "b", 9));
      if (i % 2 == 0) {
        requests.add(Requests.removeCluster(prefix + i));
      }
    }

    List<Outcome> outcomes = get(client.apply(requests));

    assertThat(outcomes).allMatch(Outcome::inForce);
    assertThat(get(client.clusters().get(prefix + 0))).isEmpty();
    assertThat(get(client.clusters().get(prefix + 1)))
        .hasValueSatisfying(cluster -> assertThat(cluster.getBackendsList()).isEmpty());
  }

  @Test
  void exactlyTheBadOnesAreReportedWithSozusWords() throws IOException {
    OwnedSozuClient client = bulkClient();
    String prefix = name("bad") + "-";
    String taken = name("taken") + ".example";
    String owner = name("owner");
    send(client, Requests.addCluster(owner));
    send(client, Requests.addHttpFrontend(owner, peer().http(), taken));
    List<Request> requests = new ArrayList<>(clusters(prefix, MANY));
    Map<Integer, Function<Outcome, Boolean>> bad = new TreeMap<>();
    bad.put(17, refused("Backend names a cluster that does not exist", RefusedByMain.class));
    requests.add(17, Requests.addBackend("none", "b", 9));
    bad.put(333, refused("found no listener at 127.0.0.1:1", RefusedByWorkers.class));
    requests.add(333, Requests.addHttpFrontend(owner, NO_LISTENER, "h.example"));
    bad.put(500, refused("Did not find Cluster", RefusedByMain.class));
    requests.add(500, Requests.removeCluster("never-was"));
    bad.put(900, outcome -> outcome.failure() instanceof TooLarge);
    requests.add(900, Requests.removeCluster("x".repeat(2_500_000)));
    bad.put(1200, refused("already exists", RefusedByMain.class));
    requests.add(1200, Requests.addHttpFrontend(prefix + "1", peer().http(), taken));
    bad.put(1500, outcome -> outcome.failure() instanceof UnsafeRequest);
    requests.add(1500, Request.getDefaultInstance());
    bad.put(1800, refused("KeyMismatch", RefusedByMain.class));
    requests.add(1800, mismatch());

    List<Outcome> outcomes = get(client.apply(requests));

    assertThat(outcomes).hasSameSizeAs(requests);
    List<Integer> notInForce =
        IntStream.range(0, outcomes.size())
            .filter(i -> !outcomes.get(i).inForce())
            .boxed()
            .toList();
    assertThat(notInForce).containsExactlyElementsOf(bad.keySet());
    bad.forEach(
        (index, right) ->
            assertThat(right.apply(outcomes.get(index)))
                .as(index + ": " + outcomes.get(index))
                .isTrue());
    assertNothingIsLeft();
  }

  private static Function<Outcome, Boolean> refused(String words, Class<?> failure) {
    return outcome ->
        outcome.verdict() == Verdict.REFUSED
            && outcome.reason().contains(words)
            && failure.isInstance(outcome.failure());
  }

  private Request mismatch() {
    TestCertificate one = TestCertificate.of("one.example");
    TestCertificate other = TestCertificate.of("other.example");
    Request.Builder request = Requests.addCertificate(peer().https(), one).toBuilder();
    request.getAddCertificateBuilder().getCertificateBuilder().setKey(other.keyPem());
    return request.build();
  }

  @Test
  void anEqualFrontendThatIsThereIsAlreadySo() {
    OwnedSozuClient client = bulkClient();
    String id = name("equal");
    send(client, Requests.addCluster(id));
    Request frontend = Requests.addHttpFrontend(id, peer().http(), name("h") + ".example");
    send(client, frontend);
    List<Request> requests = new ArrayList<>(clusters(name("fill") + "-", 500));
    requests.add(100, frontend);

    List<Outcome> outcomes = get(client.apply(requests));

    assertThat(outcomes).allMatch(Outcome::inForce);
    assertThat(outcomes.get(100).verdict()).isEqualTo(Verdict.ALREADY_SO);
  }

  @Test
  void removingWhatIsNotThereWithItsClusterIsAlreadySo() {
    List<Outcome> outcomes =
        get(bulkClient().apply(List.of(Requests.removeBackend("never-was", "b", 9))));

    assertThat(outcomes.get(0).verdict()).isEqualTo(Verdict.ALREADY_SO);
    assertThat(outcomes.get(0).reason()).startsWith("nothing to remove");
  }

  @Test
  void manyCertificatesAreServed() throws IOException {
    OwnedSozuClient client = bulkClient();
    List<TestCertificate> certificates =
        IntStream.range(0, 250)
            .mapToObj(i -> TestCertificate.of(name("bulk") + ".example"))
            .toList();

    List<Outcome> outcomes =
        get(
            client.apply(
                certificates.stream()
                    .map(certificate -> Requests.addCertificate(peer().https(), certificate))
                    .toList()));

    assertThat(outcomes).allMatch(Outcome::inForce);
    TestCertificate last = certificates.get(249);
    assertThat(get(client.certificates().served(last.names().get(0))))
        .hasSize(peer().workerPids().size())
        .allSatisfy((worker, served) -> assertThat(served.toString()).contains(last.fingerprint()));
    assertNothingIsLeft();
  }

  @Test
  void aCertificateWithoutAListenerIsNotInForce() {
    OwnedSozuClient client = bulkClient();
    TestCertificate certificate = TestCertificate.of(name("nowhere") + ".example");
    List<Request> requests = new ArrayList<>(clusters(name("fill") + "-", 500));
    requests.add(250, Requests.addCertificate(NO_LISTENER, certificate));

    List<Outcome> outcomes = get(client.apply(requests));

    assertThat(outcomes.get(250).inForce()).isFalse();
    assertThat(outcomes.get(250).reason()).contains("found no listener at 127.0.0.1:1");
    assertThat(outcomes.stream().filter(outcome -> !outcome.inForce())).hasSize(1);
  }

  @Test
  void aFrontendChangesItsClusterInOneStep() {
    OwnedSozuClient client = bulkClient();
    String before = name("before");
    String after = name("after");
    String host = name("h") + ".example";
    send(client, Requests.addCluster(before));
    send(client, Requests.addCluster(after));
    send(client, Requests.addHttpFrontend(before, peer().http(), host));
    RequestHttpFrontend old = Requests.frontend(before, peer().http(), host);
    RequestHttpFrontend changed = Requests.frontend(after, peer().http(), host);

    Outcome outcome = get(client.frontends().replaceHttp(old, changed));

    assertThat(outcome.verdict()).as(outcome.reason()).isEqualTo(Verdict.APPLIED);
    assertThat(get(client.frontends().byDomain(host)).getHttpFrontendsList())
        .extracting(RequestHttpFrontend::getClusterId)
        .containsExactly(after);
  }

  @Test
  void aWorkerThatIsStoppedMakesNoOutcomeALie() {
    SozuPeer sozu = own(PeerOptions.defaults().withWorkerTimeout(Duration.ofSeconds(1)));
    OwnedSozuClient client = bulkClient(sozu);
    send(client, Requests.listWorkers());
    int stopped = sozu.workerPids().keySet().iterator().next();
    sozu.pauseWorker(stopped);
    CompletableFuture<List<Outcome>> applied =
        client.apply(clusters("c", 100)).toCompletableFuture();
    try {
      Eventually.until("Sōzu gave up on it", () -> figure(client, "requests.unknown") > 0);
    } finally {
      sozu.resumeWorker(stopped);
    }
    List<Outcome> outcomes = get(applied);

    assertThat(outcomes).hasSize(100);
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i).verdict() == Verdict.APPLIED) {
        assertThat(get(client.clusters().everywhere("c" + i))).hasSize(3);
      }
      assertThat(outcomes.get(i).verdict()).isNotEqualTo(Verdict.REFUSED);
    }
  }

  @Test
  void aFolderThatSozuCannotReachIsNoFailure() {
    Path absent = exchange.resolve("absent");
    try {
      Files.createFile(absent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    OwnedSozuClient client = open(peer().client().exchangeDir(absent).build());

    List<Outcome> outcomes = get(client.apply(clusters(name("nofolder") + "-", 300)));

    assertThat(outcomes).hasSize(300).allMatch(Outcome::inForce);
  }
}
