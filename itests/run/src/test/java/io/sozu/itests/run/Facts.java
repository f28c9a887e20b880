package io.sozu.itests.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.testkit.PeerConnection;
import io.sozu.testkit.Requests;
import io.sozu.testkit.Tools;
import java.nio.file.Path;
import java.time.Duration;

/** What is true while a {@code ./run} is up, whichever Sōzu it has. */
final class Facts {
  private Facts() {}

  /** Sōzu and Karaf are where the file says. */
  static void theAddressesAreRight(Addresses addresses) {
    theWorkersRun(addresses.config().resolveSibling("sozu.sock"));
    assertThat(addresses.config())
        .content()
        .contains("\"" + addresses.http() + "\"", "\"" + addresses.https() + "\"");
    assertThat(Addresses.commandLine(addresses.karaf())).contains("org.apache.karaf.main.Main");
  }

  /** Sōzu answers on this socket, and both its workers run. */
  static void theWorkersRun(Path socket) {
    try (PeerConnection sozu = PeerConnection.to(socket)) {
      assertThat(sozu.ask(Requests.listWorkers()).last().getContent().getWorkers().getVecList())
          .extracting(WorkerInfo::getRunState)
          .containsExactly(RunState.RUNNING, RunState.RUNNING);
    }
  }

  /** The page is as Prometheus wants it, tells that Sōzu answers, and counts the demo's traffic. */
  static void theMetricsMove(Addresses addresses) {
    String page = addresses.page();
    assertThat(Tools.run(page, Tools.path("promtool"), "check", "metrics")).isEqualTo("exit 0");
    assertThat(page).contains("sozu_up{sozu_instance=\"main\"} 1");
    double before = addresses.sum("sozu_cluster_requests_total");
    await("more requests than " + before)
        .atMost(Duration.ofSeconds(20))
        .until(() -> addresses.sum("sozu_cluster_requests_total") > before);
  }
}
