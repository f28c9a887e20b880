package io.sozu.client.internal.wire;

import io.sozu.client.ClientOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** A wire whose answers a test writes, and that remembers what was sent. */
public class ScriptedWire implements ExecutorWire, AutoCloseable {
  /** Answers a request, or throws the failure that the call ends with. */
  @FunctionalInterface
  public interface Script {
    Response answer(Request request, Consumer<Response> processing);
  }

  private final Script script;
  private final ClientOptions options;
  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
  private final List<Request> sent = Collections.synchronizedList(new ArrayList<>());

  public ScriptedWire(Script script) {
    this(ClientOptions.socket(Path.of("/nowhere")).build(), script);
  }

  public ScriptedWire(ClientOptions options, Script script) {
    this.options = options;
    this.script = script;
  }

  /** What was sent, in order. */
  public List<Request> sent() {
    synchronized (sent) {
      return List.copyOf(sent);
    }
  }

  @Override
  public CompletableFuture<Response> send(
      Request request, Deadline deadline, Consumer<Response> processing) {
    sent.add(request);
    CompletableFuture<Response> answer = new CompletableFuture<>();
    executor.execute(
        () -> {
          try {
            answer.complete(script.answer(request, processing));
          } catch (RuntimeException failure) {
            answer.completeExceptionally(failure);
          }
        });
    return answer;
  }

  @Override
  public ClientOptions options() {
    return options;
  }

  @Override
  public int maxFrame() {
    return ClientOptions.SOZU_MAX_FRAME;
  }

  @Override
  public long generation() {
    return 1;
  }

  @Override
  public long peerUid() {
    return -1;
  }

  @Override
  public ScheduledExecutorService executor() {
    return executor;
  }

  @Override
  public CompletableFuture<Dedicated> dedicated(Deadline deadline) {
    throw new UnsupportedOperationException("no test needs one");
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
