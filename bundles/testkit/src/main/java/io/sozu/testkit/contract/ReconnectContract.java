package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.Retry;
import io.sozu.client.Unreachable;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.RunState;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A Sōzu that goes and comes back: nobody has to touch anything. */
public abstract class ReconnectContract extends ClientSubject {
  protected ReconnectContract(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    super(connector, sozu);
  }

  @Test
  void callsWorkAgainAfterAKillAndARestart() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = open(sozu.client().build());
    send(client, Requests.addCluster("before"));

    sozu.kill9();
    Eventually.until("the status tells", () -> client.status().health() == Health.NOT_READY);
    assertThat(client.status().lastProblem()).isPresent();
    CompletableFuture<Response> meanwhile =
        client.send(Requests.status(), Duration.ofSeconds(25)).toCompletableFuture();
    sozu.start();

    assertThat(get(meanwhile).getMessage())
        .isEqualTo("Successfully collected the status of workers");
    assertThat(get(client.clusters().get("before"))).isEmpty();
    Eventually.until("it is ready", () -> client.status().health() == Health.READY);
  }

  @Test
  void sozuNeedNotBeThereAtTheStart() {
    SozuPeer sozu = own(PeerOptions.defaults());
    sozu.stop();
    OwnedSozuClient client = open(sozu.client().build());
    CompletableFuture<Response> early =
        client.send(Requests.listWorkers(), Duration.ofSeconds(25)).toCompletableFuture();
    assertThat(client.status().health()).isEqualTo(Health.NOT_READY);
    assertThat(client.generation()).isZero();

    sozu.start();

    assertThat(get(early).getMessage()).isEqualTo("Successfully listed workers");
    assertThat(client.generation()).isEqualTo(1);
  }

  @Test
  void aSozuThatIsStartedAgainIsAnotherGeneration() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = open(sozu.client().build());
    for (int generation = 1; generation <= 5; generation++) {
      send(client, Requests.listWorkers());
      assertThat(client.generation()).isEqualTo(generation);
      sozu.kill9();
      sozu.start();
    }
  }

  @Test
  void aLostConnectionIsTheSameGeneration() {
    int sozuReads = PeerOptions.defaults().maxCommandBuffer();
    OwnedSozuClient client = open(peer().client().maxFrame(2 * sozuReads).build());
    send(client, Requests.listWorkers());
    long before = client.generation();

    // Sōzu closes the connection of whoever sends more than it reads.
    failure(client.send(Requests.removeCluster("x".repeat(sozuReads + 1))));

    Eventually.until("a connection was lost", () -> figure(client, "connections.lost") > 0);
    send(client, Requests.listWorkers());
    assertThat(figure(client, "connections.opened")).isGreaterThan(1);
    assertThat(client.generation()).isEqualTo(before);
  }

  @Test
  void whatCannotBeReachedInTimeMayBeSentAgain() {
    SozuPeer sozu = own(PeerOptions.defaults());
    sozu.kill9();
    OwnedSozuClient client = open(sozu.client().build());

    Unreachable failure =
        failure(Unreachable.class, client.send(Requests.listWorkers(), Duration.ofMillis(300)));

    assertThat(failure.retry()).isEqualTo(Retry.SAFE);
  }

  @Test
  void aReplacedSocketFileLeadsToTheNewSozu() throws IOException {
    SozuPeer old = own(PeerOptions.defaults());
    SozuPeer fresh = own(PeerOptions.defaults());
    OwnedSozuClient client = open(old.client().build());
    assertThat(pids(client)).isEqualTo(List.copyOf(old.workerPids().values()));

    Files.move(fresh.socket(), old.socket(), StandardCopyOption.REPLACE_EXISTING);

    Eventually.until(
        "the client talks to the new one",
        () -> pids(client).equals(List.copyOf(fresh.workerPids().values())));
  }

  private static List<Long> pids(OwnedSozuClient client) {
    return get(client.workers().list()).stream()
        .filter(worker -> worker.getRunState() == RunState.RUNNING)
        .map(worker -> (long) worker.getPid())
        .sorted()
        .toList();
  }

  @Test
  void anUpgradeOfTheMainProcessIsSurvived() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = open(sozu.client().build());
    send(client, Requests.addCluster("before"));
    long before = client.generation();

    get(client.state().upgradeMain());

    assertThat(get(client.clusters().get("before"))).isPresent();
    List<CompletableFuture<Response>> atOnce = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      atOnce.add(client.send(Requests.status()).toCompletableFuture());
    }
    atOnce.forEach(ClientSubject::get);
    assertThat(figure(client, "connections.opened")).isGreaterThan(1);
    assertThat(client.generation()).isEqualTo(before);
  }

  @Test
  void aKilledWorkerIsReplacedAndKnowsEverything() {
    SozuPeer sozu = own(PeerOptions.defaults());
    OwnedSozuClient client = open(sozu.client().build());
    send(client, Requests.addCluster("known"));
    int killed = sozu.workerPids().keySet().iterator().next();

    sozu.killWorker(killed);

    Eventually.until(
        "there are two workers again",
        () ->
            get(client.workers().list()).stream()
                    .filter(worker -> worker.getRunState() == RunState.RUNNING)
                    .filter(worker -> worker.getId() != killed)
                    .count()
                == 2);
    Eventually.until(
        "the new one knows the cluster",
        () -> get(client.clusters().everywhere("known")).size() == 3);
  }
}
