package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.DeactivateListener;
import io.sozu.protocol.command.HardStop;
import io.sozu.protocol.command.ListListeners;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.ListenersList;
import io.sozu.protocol.command.RemoveListener;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.UpdateHttpListenerConfig;
import io.sozu.protocol.command.UpgradeMain;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.FreePorts;
import io.sozu.testkit.PeerConnection;
import io.sozu.testkit.PeerConnection.Answer;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Listeners, workers and the main process: how they come and go. */
public abstract class PeerLifeContract extends PeerSubject {
  private static final String REFUSED = "could not apply request on the main process state: ";

  protected PeerLifeContract(PeerExtension<?> sozu) {
    super(sozu);
  }

  private static List<WorkerInfo> workers(PeerConnection connection) {
    return connection.ask(Requests.listWorkers()).last().getContent().getWorkers().getVecList();
  }

  /** First letters of the states of all workers, by their ids. */
  private static String states(PeerConnection connection) {
    return workers(connection).stream()
        .sorted(Comparator.comparing(WorkerInfo::getId))
        .map(
            worker ->
                worker.getRunState() == RunState.STOPPED
                    ? "S"
                    : worker.getRunState() == RunState.RUNNING ? "R" : "?")
        .collect(Collectors.joining());
  }

  private ListenersList listeners() {
    return apply(Request.newBuilder().setListListeners(ListListeners.getDefaultInstance()).build())
        .last()
        .getContent()
        .getListenersList();
  }

  private static Request deactivate(InetSocketAddress address) {
    return Request.newBuilder()
        .setDeactivateListener(
            DeactivateListener.newBuilder()
                .setAddress(Requests.address(address))
                .setProxy(ListenerType.HTTP)
                .setToScm(false))
        .build();
  }

  private static Request remove(InetSocketAddress address) {
    return Request.newBuilder()
        .setRemoveListener(
            RemoveListener.newBuilder()
                .setAddress(Requests.address(address))
                .setProxy(ListenerType.HTTP))
        .build();
  }

  @Test
  void theListenersOfTheTomlAreActive() {
    assertThat(listeners().getHttpListenersMap().values())
        .anyMatch(
            listener ->
                listener.getActive()
                    && listener.getAddress().equals(Requests.address(peer().http())));
    assertThat(listeners().getHttpsListenersMap().values())
        .anyMatch(
            listener ->
                listener.getActive()
                    && listener.getAddress().equals(Requests.address(peer().https())));
  }

  @Test
  void aListenerIsThereOnceAndGoesOnce() {
    InetSocketAddress address = FreePorts.next();
    apply(Requests.addHttpListener(address));

    assertThat(ask(Requests.addHttpListener(address)).message())
        .startsWith(REFUSED + "HttpListener with id_bytes=")
        .contains("already exists");
    apply(remove(address));
    assertThat(ask(remove(address)).message())
        .isEqualTo(REFUSED + "dispatching this request did not bring any change to the state");
  }

  @Test
  void aListenerIsActivatedTwiceAndDeactivatedOnce() {
    InetSocketAddress address = FreePorts.next();
    apply(Requests.addHttpListener(address));
    apply(Requests.activateListener(address, ListenerType.HTTP));
    apply(Requests.activateListener(address, ListenerType.HTTP));
    apply(deactivate(address));

    Answer again = ask(deactivate(address));
    assertThat(again.ok()).isFalse();
    assertThat(again.message())
        .contains(
            "Couldn't deactivate HTTP listener at 127.0.0.1:"
                + address.getPort()
                + ": the listener is not activated");
    apply(remove(address));
  }

  @Test
  void anAbsentListenerCannotBeChanged() {
    InetSocketAddress absent = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);
    String notFound = REFUSED + "Did not find HttpListener with address or id_bytes=11";

    assertThat(ask(Requests.activateListener(absent, ListenerType.HTTP)).message())
        .isEqualTo(notFound);
    assertThat(ask(deactivate(absent)).message()).isEqualTo(notFound);
    assertThat(
            ask(Request.newBuilder()
                    .setUpdateHttpListener(
                        UpdateHttpListenerConfig.newBuilder()
                            .setAddress(Requests.address(absent))
                            .setFrontTimeout(5))
                    .build())
                .message())
        .isEqualTo(notFound);
  }

  @Test
  void aRemovedListenerKeepsItsFrontends() {
    InetSocketAddress address = FreePorts.next();
    String cluster = name("c");
    apply(Requests.addCluster(cluster));
    apply(Requests.addHttpListener(address));
    apply(Requests.addHttpFrontend(cluster, address, "kept.example"));
    apply(remove(address));

    assertThat(ask(Requests.addHttpFrontend(cluster, address, "kept.example")).message())
        .contains("already exists");
    apply(Requests.removeCluster(cluster));
  }

  @Test
  void reloadingIsOkAlthoughEachListenerIsRefused() {
    Answer answer =
        apply(Request.newBuilder().setReloadConfiguration(peer().config().toString()).build());

    assertThat(answer.message()).startsWith("Successfully loaded the config: ");
    assertThat(answer.processing())
        .extracting(Response::getMessage)
        .anySatisfy(
            message ->
                assertThat(message)
                    .startsWith("Could not execute request on state: HttpListener with id_bytes="));
  }

  @Test
  void aConfigurationThatCannotBeReadIsRefused() {
    assertThat(ask(Request.newBuilder().setReloadConfiguration("/nonexistent").build()).message())
        .startsWith("cannot load configuration from '/nonexistent'");
  }

  @Test
  void aKilledWorkerIsListedAsStoppedBesideTheNewOne() {
    try (SozuPeer sozu = start(PeerOptions.defaults());
        PeerConnection connection = sozu.connect()) {
      connection.ask(Requests.addCluster("c"));

      sozu.killWorker(0);

      // A new worker is NOT_ANSWERING until it has taken the main process's state.
      Eventually.until("a third worker runs", () -> states(connection).equals("SRR"));
      Eventually.until(
          "it knows the cluster",
          () ->
              connection
                      .ask(Requests.queryCluster("c"))
                      .last()
                      .getContent()
                      .getWorkerResponses()
                      .getMapOrDefault(
                          "2", io.sozu.protocol.command.ResponseContent.getDefaultInstance())
                      .getClusters()
                      .getVecCount()
                  == 1);
    }
  }

  @Test
  void aWorkerIsUpgradedIntoANewOne() {
    try (SozuPeer sozu = start(PeerOptions.defaults());
        PeerConnection connection = sozu.connect()) {
      Answer answer = connection.ask(Request.newBuilder().setUpgradeWorker(1).build());

      assertThat(answer.ok()).as(answer.message()).isTrue();
      assertThat(answer.message())
          .isEqualTo(
              "Upgrade successful:\n- finished soft stop of worker 1\n- finished activation of"
                  + " new worker 2");
      assertThat(workers(connection))
          .filteredOn(worker -> worker.getRunState() == RunState.RUNNING)
          .extracting(WorkerInfo::getId)
          .containsExactlyInAnyOrder(0, 2);
    }
  }

  @Test
  void anAbsentWorkerCannotBeUpgraded() {
    assertThat(ask(Request.newBuilder().setUpgradeWorker(99).build()).message())
        .isEqualTo("Worker 99 does not exist, or is stopping / stopped");
  }

  @Test
  void connectionsSurviveAnUpgradeOfTheMainProcess() {
    try (SozuPeer sozu = start(PeerOptions.defaults());
        PeerConnection idle = sozu.connect();
        PeerConnection connection = sozu.connect()) {
      idle.ask(Requests.listWorkers());
      connection.ask(Requests.addCluster("c"));

      Answer answer =
          connection.ask(
              Request.newBuilder().setUpgradeMain(UpgradeMain.getDefaultInstance()).build());

      assertThat(answer.message())
          .startsWith("Upgrade successful, closing main process. New main process has pid ");
      assertThat(idle.ask(Requests.status()).ok()).isTrue();
      assertThat(connection.ask(Requests.queryCluster("c")).ok()).isTrue();
    }
  }

  @Test
  void aHardStopIsAnsweredAndEndsIt() {
    try (SozuPeer sozu = start(PeerOptions.defaults());
        PeerConnection connection = sozu.connect()) {
      Answer answer =
          connection.ask(Request.newBuilder().setHardStop(HardStop.getDefaultInstance()).build());

      assertThat(answer.processing())
          .extracting(Response::getMessage)
          .containsExactly("Performing hard stop...");
      assertThat(answer.message())
          .isEqualTo("Successfully closed 2 workers, 0 errors, stopping the main process...");
    }
  }
}
