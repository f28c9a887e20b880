package io.sozu.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SoftStop;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimulatedSozuMainTest {
  @Test
  void itTakesWhatItNeedsFromTheTomlAndItsMetricsMove(@TempDir Path folder) throws IOException {
    Path config = folder.resolve("sozu.toml");
    Files.writeString(
        config,
        """
        command_socket = "./here.sock"
        worker_count = 3

        [[listeners]]
        protocol = "http"
        address = "127.0.0.1:8080"

        [clusters.demo]
        protocol = "http"
        frontends = [{ address = "127.0.0.1:8080", hostname = "demo.localhost" }]
        backends = [{ address = "127.0.0.1:9090" }]
        """);
    CompletableFuture<Void> program = CompletableFuture.runAsync(() -> main(config));
    Path socket = folder.resolve("here.sock");
    Eventually.until("it listens", () -> listens(socket));

    try (PeerConnection connection = PeerConnection.to(socket)) {
      assertThat(
              connection.ask(Requests.listWorkers()).last().getContent().getWorkers().getVecList())
          .hasSize(3);
      Eventually.until("requests are counted", () -> requests(connection) > 0);
      long before = requests(connection);
      Eventually.until("and more of them", () -> requests(connection) > before);
      connection.ask(Request.newBuilder().setSoftStop(SoftStop.getDefaultInstance()).build());
    }
    program.join();
  }

  /** The file is there a moment before it can be connected to. */
  private static boolean listens(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void main(Path config) {
    try {
      SimulatedSozuMain.main(new String[] {"--config", config.toString()});
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long requests(PeerConnection connection) {
    return connection
        .ask(Requests.queryMetrics(List.of("demo")))
        .last()
        .getContent()
        .getMetrics()
        .getWorkersMap()
        .values()
        .stream()
        .map(worker -> worker.getClustersOrDefault("demo", ClusterMetrics.getDefaultInstance()))
        .map(
            cluster ->
                cluster.getClusterOrDefault("requests", FilteredMetrics.getDefaultInstance()))
        .mapToLong(FilteredMetrics::getCount)
        .sum();
  }
}
