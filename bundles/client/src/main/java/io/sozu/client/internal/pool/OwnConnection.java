package io.sozu.client.internal.pool;

import io.sozu.client.ClientClosed;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.SozuException;
import io.sozu.client.TooLarge;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.loop.Loop;
import io.sozu.client.internal.session.Call;
import io.sozu.client.internal.session.Session;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.frame.Frames;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/** A connection outside the pool, for what Sōzu binds to a connection. */
final class OwnConnection implements Wire.Dedicated, Session.Owner, Call.Canceller {
  private final OwnConnections siblings;
  private final Loop loop;
  private final Figures figures;
  private final Endings endings;
  private final Session session;
  private final int maxFrame;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  OwnConnection(
      OwnConnections siblings,
      Loop loop,
      Figures figures,
      Endings endings,
      AFUNIXSocketChannel channel,
      int maxFrame,
      long generation)
      throws IOException {
    this.siblings = siblings;
    this.loop = loop;
    this.figures = figures;
    this.endings = endings;
    this.maxFrame = maxFrame;
    this.session = new Session(loop, this, channel, maxFrame, generation);
    session.watch();
    session.idle();
  }

  @Override
  public CompletableFuture<Response> send(
      Request request, Deadline deadline, Consumer<Response> processing) {
    Call call = Call.own(request, deadline, processing, loop, this);
    if (Frames.size(request) > maxFrame) {
      call.fail(
          new TooLarge("a request of " + Frames.size(request) + " bytes is above " + maxFrame));
    } else if (session.take()) {
      figures.sent.increment();
      if (!session.start(call)) {
        figures.sent.decrement();
        session.idle();
      }
    } else if (session.closed()) {
      call.fail(new Unreachable("this connection of its own is closed"));
    } else {
      throw new IllegalStateException("a connection of its own carries one request at a time");
    }
    return call;
  }

  @Override
  public CompletableFuture<Void> gone() {
    return gone;
  }

  @Override
  public void close() {
    if (loop.inside()) {
      end(new ClientClosed("the connection was closed by its owner"));
    } else {
      loop.execute(() -> end(new ClientClosed("the connection was closed by its owner")));
    }
  }

  private void end(SozuException reason) {
    session.close(
        session.call() == null
            ? reason
            : new OutcomeUnknown(reason.getMessage() + ", with a request in flight", reason));
  }

  /** Ends it if it leads to another Sōzu than that of this generation. */
  void dropUnless(long generation) {
    if (session.generation() != generation) {
      end(Upkeep.replaced());
    }
  }

  void expire(long now) {
    if (nextDue() <= now) {
      session.close(endings.unanswered());
    }
  }

  long nextDue() {
    Call call = session.call();
    return call == null ? Long.MAX_VALUE : call.due();
  }

  @Override
  public void cancelled(Call call) {
    endings.cancelled();
    loop.execute(
        () -> {
          if (session.call() == call) {
            end(new ClientClosed("cancelled"));
          }
        });
  }

  @Override
  public void processing(Session from, Call call) {
    (call.request().hasSubscribeEvents() ? figures.events : figures.processing).increment();
  }

  @Override
  public void answered(Session from, Call call, Response answer) {
    session.idle();
    endings.settle(call, answer);
  }

  @Override
  public void unsent(Session from, Call call, SozuException reason) {
    endings.fail(call, reason);
  }

  @Override
  public void gone(Session from, @Nullable Call call, SozuException reason) {
    siblings.forget(this);
    if (call != null) {
      endings.fail(call, reason);
    }
    loop.execute(() -> gone.complete(null));
  }
}
