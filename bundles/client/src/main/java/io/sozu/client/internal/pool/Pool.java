package io.sozu.client.internal.pool;

import io.sozu.client.ClientClosed;
import io.sozu.client.ClientOptions;
import io.sozu.client.NotSentInTime;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.SozuException;
import io.sozu.client.TooLarge;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.loop.Loop;
import io.sozu.client.internal.session.Call;
import io.sozu.client.internal.session.Session;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.client.internal.wire.Steps;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.frame.Frames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/**
 * Who may use which connection.
 *
 * <p>A caller takes an idle connection and writes on its own thread; otherwise its call waits, and
 * the loop passes it to the next connection whose answer has come.
 */
public final class Pool implements Wire, Loop.Work, Session.Owner, Call.Canceller {
  private final ClientOptions options;
  private final Executor callbacks;
  private final Predicate<Request> readsOnly;
  private final Events events;
  private final Figures figures = new Figures();
  private final Waiters waiters;
  private final Endings endings;
  private final Loop loop;
  private final Connector connector;
  private final Deadlines deadlines;
  private final Upkeep upkeep;

  /** Connections of the pool; written by the loop, read by callers who look for an idle one. */
  private final Sessions sessions = new Sessions();

  /** Connections of their own, for events and leases. */
  private final OwnConnections dedicated;

  private final Exchange callers;

  /** Whether the loop has been asked for more connections and has not looked yet. */
  private final AtomicBoolean growAsked = new AtomicBoolean();

  private volatile boolean closed;

  /**
   * @param callbacks runs what callers attach; owned by whoever made it
   * @param readsOnly whether a request changes nothing, so that it may be sent again
   * @param events told how the pool is
   */
  public Pool(
      ClientOptions options, Executor callbacks, Predicate<Request> readsOnly, Events events) {
    this.options = options;
    this.callbacks = callbacks;
    this.readsOnly = readsOnly;
    this.events = events;
    this.waiters = new Waiters(options.maxWaiting());
    // First, because it fails when Sōzu's TOML cannot be read, and the loop opens what must be
    // closed.
    this.connector = new Connector(options, figures, events);
    this.loop = new Loop("sozu-" + options.instance() + "-loop", this);
    this.endings = new Endings(options, figures, sessions, waiters, connector);
    this.dedicated = new OwnConnections(loop, figures, endings);
    this.deadlines = new Deadlines(loop, sessions, dedicated, waiters, endings, events);
    this.upkeep = new Upkeep(options, connector, sessions, dedicated, waiters, this::add);
    this.callers =
        (request, deadline, processing) ->
            send(Call.ofCaller(request, deadline, processing, callbacks, this));
  }

  /** Begins to connect. */
  public void start() {
    loop.start();
  }

  @Override
  public ClientOptions options() {
    return options;
  }

  /** Where Sōzu is looked for. */
  public Path socket() {
    return connector.endpoint().socket();
  }

  @Override
  public int maxFrame() {
    return connector.endpoint().maxFrame();
  }

  @Override
  public long generation() {
    return connector.generation();
  }

  @Override
  public long peerUid() {
    return connector.peerUid();
  }

  @Override
  public Executor callbacks() {
    return callbacks;
  }

  @Override
  public Steps steps() {
    return loop;
  }

  @Override
  public Exchange callers() {
    return callers;
  }

  /** Counters and gauges, by name. */
  public Map<String, Number> figures() {
    Map<String, Number> all = figures.counters();
    all.put("pool.connections", sessions.size());
    all.put("pool.leased", sessions.leased());
    all.put("pool.waiting", waiters.size());
    all.put("pool.connections.max", options.connections());
    all.put("pool.waiting.max", waiters.most());
    return all;
  }

  @Override
  public CompletableFuture<Response> send(
      Request request, Deadline deadline, Consumer<Response> processing) {
    return send(Call.own(request, deadline, processing, loop, this));
  }

  @Override
  public CompletableFuture<Response> send(Request request, Deadline deadline, Runnable arrived) {
    return send(Call.own(request, deadline, IGNORE_PROCESSING, arrived, loop, this));
  }

  private Call send(Call call) {
    SozuException refusal = refusal(call);
    if (refusal != null) {
      call.fail(refusal);
      return call;
    }
    Session session = sessions.takeIdle(connector.generation());
    if (session != null) {
      call.on(session);
      if (!start(session, call)) {
        serveNext(session);
      }
    } else if (!waiters.add(call)) {
      endings.exhausted(call);
    } else {
      callWaits(call);
    }
    return call;
  }

  private @Nullable SozuException refusal(Call call) {
    if (closed) {
      return closing();
    }
    if (call.overdue()) {
      // Sent, it would end at once, and a good connection with it.
      return new NotSentInTime("the deadline had passed before it was sent");
    }
    long size = Frames.size(call.request());
    if (size > maxFrame()) {
      return new TooLarge(
          "a request of " + size + " bytes is above the " + maxFrame() + " bytes that Sōzu reads");
    }
    return null;
  }

  private void callWaits(Call call) {
    // A connection may have become idle between looking for one and waiting.
    Session session = sessions.takeIdle(connector.generation());
    if (session != null) {
      serveNext(session);
    }
    if (closed && call.abandon()) {
      waiters.remove(call);
      call.fail(closing());
    }
    if (sessions.size() < options.connections() && growAsked.compareAndSet(false, true)) {
      loop.execute(() -> growAsked.set(false));
    }
    loop.dueBy(call.due());
  }

  /** Starts the next waiting call on a session that the caller owns, or lets the session idle. */
  private void serveNext(Session session) {
    while (true) {
      for (Call next = waiters.poll(); next != null; next = waiters.poll()) {
        if (next.overdue()) {
          expire(next);
        } else if (start(session, next)) {
          return;
        }
      }
      session.idle();
      // A call may have begun to wait between the last look and idling.
      if (waiters.isEmpty() || !session.take()) {
        return;
      }
    }
  }

  /** Ends a call that the loop, being late, has not ended yet. */
  private void expire(Call call) {
    if (call.abandon()) {
      endings.expired(call);
    }
  }

  private boolean start(Session session, Call call) {
    // First, because the answer may be there before start returns.
    figures.sent.increment();
    boolean started = session.start(call);
    if (!started) {
      figures.sent.decrement();
    }
    return started;
  }

  @Override
  public void unsent(Session session, Call call, SozuException reason) {
    endings.fail(call, reason);
  }

  @Override
  public void processing(Session session, Call call) {
    figures.processing.increment();
  }

  @Override
  public void answered(Session session, Call call, Response answer) {
    if (session.generation() == connector.generation()) {
      session.keep();
      serveNext(session);
    } else {
      loop.run(() -> session.close(Upkeep.replaced()));
    }
    deadlines.answered();
    if (connector.doubtful()) {
      loop.run(connector::proven);
    }
    endings.settle(call, answer);
  }

  @Override
  public void gone(Session session, @Nullable Call call, SozuException reason) {
    if (sessions.remove(session)) {
      figures.lost.increment();
      if (call == null || reason instanceof Unreachable) {
        upkeep.lost(session, Loop.now(), reason);
      }
    }
    if (call != null) {
      endOrRepeat(call, reason);
    }
  }

  /** What Sōzu never saw goes on waiting; what only reads is sent once more; the rest ends. */
  private void endOrRepeat(Call call, SozuException reason) {
    boolean unsent = reason instanceof Unreachable;
    boolean brokenRead =
        reason instanceof OutcomeUnknown
            && reason.getCause() instanceof Unreachable
            && readsOnly.test(call.request())
            && call.lost() == 1;
    if ((unsent || brokenRead) && !closed && !call.isDone()) {
      call.unclaim();
      waiters.putBack(call);
      if (call.isDone() && call.abandon()) {
        // Cancelled between the two lines above.
        waiters.remove(call);
      }
      Session idle = sessions.takeIdle(connector.generation());
      if (idle != null) {
        serveNext(idle);
      }
    } else {
      endings.fail(call, reason);
    }
  }

  @Override
  public void cancelled(Call call) {
    endings.cancelled();
    if (call.abandon()) {
      waiters.remove(call);
      return;
    }
    loop.execute(() -> endCall(call, new OutcomeUnknown("cancelled in flight")));
  }

  private void endCall(Call call, SozuException reason) {
    sessions.forEach(
        session -> {
          if (session.call() == call) {
            session.close(reason);
          }
        });
  }

  @Override
  public void tick(long now) {
    deadlines.expire(now);
    upkeep.tick(now);
  }

  @Override
  public long nextDue() {
    return Math.min(deadlines.nextDue(), upkeep.nextDue());
  }

  private void add(AFUNIXSocketChannel channel, long generation, int maxFrame) throws IOException {
    Session session = new Session(loop, this, channel, maxFrame, generation);
    session.watch();
    sessions.add(session);
    serveNext(session);
  }

  @Override
  public CompletableFuture<Dedicated> dedicated(Deadline deadline) {
    CompletableFuture<Dedicated> result = new CompletableFuture<>();
    loop.execute(() -> dedicated.open(connector, result));
    if (closed) {
      // The loop may have ended before it saw the task.
      result.completeExceptionally(closing());
    }
    return result;
  }

  @Override
  public void stopped() {
    if (!closed) {
      // The loop died of an error: a call that nobody ends would wait for ever.
      closed = true;
      events.unreachable("the client's loop ended of an error; see the log");
    }
    ClientClosed closing = closing();
    sessions.forEach(
        session ->
            session.close(
                session.call() == null
                    ? closing
                    : new OutcomeUnknown("closed in flight", closing)));
    dedicated.close();
    for (Call call = waiters.poll(); call != null; call = waiters.poll()) {
      if (call.abandon()) {
        endings.fail(call, closing);
      }
    }
  }

  private ClientClosed closing() {
    return new ClientClosed("the client of " + options.instance() + " is closed");
  }

  /** Ends every call and connection, and the loop. */
  public void close() {
    closed = true;
    loop.close();
  }
}
