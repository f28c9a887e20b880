package io.sozu.client.internal.events;

import io.sozu.client.ClientOptions;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.ScriptedWire;
import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.EventKind;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A wire with connections of their own, whose events a test sends. */
final class EventWire extends ScriptedWire {
  final List<Own> connections = new CopyOnWriteArrayList<>();
  final AtomicBoolean away = new AtomicBoolean();

  /** Connections that can still be broken before anything is sent on them. */
  final AtomicInteger breaking = new AtomicInteger();

  EventWire(int eventBuffer, Script script) {
    super(
        ClientOptions.socket(Path.of("/nowhere"))
            .eventBuffer(eventBuffer)
            .reconnectMin(Duration.ofMillis(1))
            .reconnectMax(Duration.ofMillis(2))
            .build(),
        script);
  }

  @Override
  public CompletableFuture<Dedicated> dedicated(Deadline deadline) {
    if (away.get()) {
      return CompletableFuture.failedFuture(new Unreachable("away"));
    }
    Own own = new Own();
    connections.add(own);
    return CompletableFuture.completedFuture(own);
  }

  /** The newest connection; there must be one. */
  Own newest() {
    return connections.get(connections.size() - 1);
  }

  final class Own implements Dedicated {
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final CompletableFuture<Response> end = new CompletableFuture<>();
    private volatile Consumer<Response> listener = answer -> {};

    @Override
    public CompletableFuture<Response> send(
        Request request, Deadline deadline, Consumer<Response> processing) {
      if (breaking.getAndUpdate(more -> Math.max(0, more - 1)) > 0) {
        throw new IllegalStateException("this connection broke");
      }
      listener = processing;
      callbacks().execute(() -> tell(EventKind.EVENTS_SUBSCRIBED, ""));
      return end;
    }

    void tell(EventKind kind, String cluster) {
      listener.accept(
          Response.newBuilder()
              .setStatus(ResponseStatus.PROCESSING)
              .setMessage("main")
              .setContent(
                  ResponseContent.newBuilder()
                      .setEvent(Event.newBuilder().setKind(kind).setClusterId(cluster)))
              .build());
    }

    void cut() {
      end.completeExceptionally(new OutcomeUnknown("cut"));
      gone.complete(null);
    }

    boolean closed() {
      return gone.isDone();
    }

    @Override
    public CompletableFuture<Void> gone() {
      return gone;
    }

    @Override
    public void close() {
      cut();
    }
  }
}
