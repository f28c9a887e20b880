package io.sozu.client.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.NotSentInTime;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.ProtocolViolation;
import io.sozu.client.RefusedByMain;
import io.sozu.client.SozuClients;
import io.sozu.client.Unreachable;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.testkit.NextAnswer;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SimulatedSozu;
import io.sozu.testkit.SozuPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A thousand faults at random: every call ends in time, in a way that is true, and nothing leaks.
 */
final class SimulatedRandomCutsTest {
  private static final int FAULTS = 1_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  @Test
  void everyCallEndsWithATrueOutcomeAndNothingLeaks() throws Exception {
    long seed = Long.getLong("seed", 20261101);
    Random random = new Random(seed);
    try (SimulatedSozu sozu = SozuPeer.simulated();
        OwnedSozuClient client = SozuClients.connect(sozu.client().build())) {
      List<CompletableFuture<Response>> calls = new ArrayList<>();
      List<String> added = new ArrayList<>();
      for (int i = 0; i < FAULTS; i++) {
        misbehave(sozu.onNext(), random);
        String id = "c" + i;
        boolean read = random.nextInt(3) == 0;
        Request request = read ? Requests.queryCluster(id) : Requests.addCluster(id);
        calls.add(client.send(request, TIMEOUT).toCompletableFuture());
        added.add(read ? "" : id);
        if (random.nextInt(4) == 0) {
          endOf(calls.get(i));
        }
      }
      long deadline = System.nanoTime() + TIMEOUT.toNanos() + TimeUnit.SECONDS.toNanos(8);
      for (CompletableFuture<Response> call : calls) {
        CompletableFuture<Void> end = call.handle((answer, failure) -> null);
        end.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
      sozu.behave();
      assertThat(client.send(Requests.listWorkers(), TIMEOUT).toCompletableFuture().join())
          .as("the client works again, seed %s", seed)
          .isNotNull();
      List<String> there = sozu.clusterIds();
      for (int i = 0; i < FAULTS; i++) {
        assertTrueOutcome(calls.get(i), added.get(i), there, seed);
      }
      await().until(() -> sozu.openConnections() <= 4);
      assertThat(client.status().figures().get("pool.waiting")).isEqualTo(0);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("sozu-main-"));
  }

  private static void misbehave(NextAnswer next, Random random) {
    switch (random.nextInt(8)) {
      case 0 -> next.cutAfterBytes(0);
      case 1 -> next.cutAfterBytes(1 + random.nextInt(40));
      case 2 -> next.wrongLength(random.nextInt(8));
      case 3 -> next.wrongLength(3_000_000_000L + random.nextInt(1000));
      case 4 -> next.garbage(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, -1});
      case 5 -> next.processing(1 + random.nextInt(3)).cutAfterBytes(random.nextInt(9));
      case 6 -> next.fail("could not apply request on the main process state: not today");
      default -> next.truth();
    }
  }

  private static void endOf(CompletableFuture<Response> call) {
    try {
      call.join();
    } catch (CompletionException expected) {
      assertThat(expected.getCause()).isNotNull();
    }
  }

  private static void assertTrueOutcome(
      CompletableFuture<Response> call, String added, List<String> there, long seed) {
    Throwable failure = call.handle((answer, thrown) -> thrown).join();
    if (failure == null && !added.isEmpty()) {
      assertThat(there).as("OK means that it is there, seed %s", seed).contains(added);
    }
    if (failure instanceof Unreachable || failure instanceof NotSentInTime) {
      assertThat(there)
          .as("unsent means that it is not there, seed %s", seed)
          .doesNotContain(added);
    } else if (failure != null) {
      assertThat(failure)
          .isInstanceOfAny(OutcomeUnknown.class, ProtocolViolation.class, RefusedByMain.class);
    }
  }
}
