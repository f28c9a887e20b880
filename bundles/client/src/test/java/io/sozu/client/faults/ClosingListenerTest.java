package io.sozu.client.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sozu.client.ClientOptions;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.Unreachable;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.testkit.Requests;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Something at the socket that accepts and closes: it must not be asked again and again. */
final class ClosingListenerTest {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(40);

  private final List<Long> accepted = new CopyOnWriteArrayList<>();
  private AFUNIXServerSocketChannel listener;
  private Thread accepting;
  private ClientOptions options;

  @BeforeEach
  void listen(@TempDir Path folder) throws IOException {
    Path socket = folder.resolve("socket");
    listener = AFUNIXServerSocketChannel.open();
    listener.bind(AFUNIXSocketAddress.of(socket));
    accepting = new Thread(this::accept, "closing-listener");
    accepting.start();
    options =
        ClientOptions.socket(socket)
            .reconnectMin(FIRST_PAUSE)
            .reconnectMax(Duration.ofMinutes(1))
            .build();
  }

  @AfterEach
  void close() throws Exception {
    listener.close();
    accepting.join();
  }

  private void accept() {
    while (true) {
      try {
        listener.accept().close();
        accepted.add(System.nanoTime());
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException e) {
        // The client closed first.
      }
    }
  }

  /** Each pause is between a half and the whole of twice the one before. */
  private void assertPausesGrow() {
    long least = FIRST_PAUSE.toNanos() / 2;
    for (int i = 1; i < 5; i++) {
      assertThat(accepted.get(i) - accepted.get(i - 1)).as("pause %s", i).isGreaterThan(least / 2);
      least *= 2;
    }
  }

  @Test
  void itIsTriedWithPausesThatGrowAndToldOnce() {
    try (OwnedSozuClient client = SozuClients.connect(options)) {
      await().until(() -> client.status().health() == Health.NOT_READY && accepted.size() > 1);
      Instant since = client.status().since();

      await().until(() -> accepted.size() >= 5);

      assertPausesGrow();
      assertThat(client.status().since()).isEqualTo(since);
      assertThat(client.status().summary()).contains("closed the connection");
    }
  }

  @Test
  void aCallThatCannotBeSentThereEndsWithoutHaste() {
    try (OwnedSozuClient client = SozuClients.connect(options)) {
      await().until(() -> !accepted.isEmpty());

      CompletableFuture<?> call =
          client.send(Requests.addCluster("c"), Duration.ofSeconds(2)).toCompletableFuture();

      // Written before the other side closed, it may have been seen.
      assertThatThrownBy(call::join)
          .cause()
          .isInstanceOfAny(Unreachable.class, OutcomeUnknown.class);
      assertThat(accepted).hasSizeLessThan(20);
    }
  }
}
