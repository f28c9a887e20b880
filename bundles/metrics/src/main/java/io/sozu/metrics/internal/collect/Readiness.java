package io.sozu.metrics.internal.collect;

import io.sozu.client.SozuClient;
import io.sozu.protocol.command.ListWorkers;
import io.sozu.protocol.command.Request;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the instances answer, asked with a cheap question to their main processes; callers within
 * a second share the answers. Thread-safe.
 */
public final class Readiness {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration SHARED = Duration.ofSeconds(1);
  private static final Request QUESTION =
      Request.newBuilder().setListWorkers(ListWorkers.getDefaultInstance()).build();

  private record Round(
      long at, List<SozuClient> clients, Map<String, CompletableFuture<String>> answers) {}

  private @Nullable Round last;

  /**
   * What each instance says: {@code ok}, or why it cannot be reached.
   *
   * @param clients of the instances
   */
  public Map<String, String> ask(List<SozuClient> clients) {
    Round round = round(clients);
    Map<String, String> texts = new LinkedHashMap<>();
    round
        .answers()
        .forEach(
            (instance, answer) -> {
              long left = round.at() + PATIENCE.toNanos() - System.nanoTime();
              texts.put(instance, await(answer, Math.max(0, left)));
            });
    return texts;
  }

  private synchronized Round round(List<SozuClient> clients) {
    Round now = last;
    if (now != null
        && now.clients().equals(clients)
        && System.nanoTime() - now.at() < SHARED.toNanos()) {
      return now;
    }
    Map<String, CompletableFuture<String>> answers = new LinkedHashMap<>();
    for (SozuClient client : clients) {
      answers.put(client.instance(), question(client));
    }
    now = new Round(System.nanoTime(), clients, answers);
    last = now;
    return now;
  }

  private static CompletableFuture<String> question(SozuClient client) {
    try {
      return client
          .send(QUESTION, PATIENCE)
          .handle((ok, failure) -> failure == null ? "ok" : client.status().summary())
          .toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture("no client");
    }
  }

  private static String await(CompletableFuture<String> answer, long nanos) {
    try {
      return answer.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return "no answer";
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
