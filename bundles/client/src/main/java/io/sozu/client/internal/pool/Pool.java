package io.sozu.client.internal.pool;

import io.sozu.client.ClientClosed;
import io.sozu.client.ClientOptions;
import io.sozu.client.NotSentInTime;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.PoolExhausted;
import io.sozu.client.Refused;
import io.sozu.client.SozuException;
import io.sozu.client.TooLarge;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.answer.Answers;
import io.sozu.client.internal.loop.Loop;
import io.sozu.client.internal.session.Call;
import io.sozu.client.internal.session.Session;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.frame.Frames;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/**
 * Who may use which connection, and when a new one is made.
 *
 * <p>A caller takes an idle connection and writes on its own thread; otherwise its call waits, and
 * the loop passes it to the next connection whose answer has come. Connections are made by the
 * loop: one always, more while calls wait.
 */
public final class Pool implements Wire, Loop.Work, Session.Owner, Call.Canceller {
  /**
   * So many requests in a row without an answer are worth telling; Sōzu answers an unknown kind
   * never.
   */
  private static final int SILENT = 2;

  private final ClientOptions options;
  private final ScheduledExecutorService callbacks;
  private final Predicate<Request> readsOnly;
  private final Events events;
  private final Figures figures = new Figures();
  private final Waiters waiters;
  private final Loop loop;
  private final Connector connector;

  /** Connections of the pool; written by the loop, read by callers who look for an idle one. */
  private final List<Session> sessions = new CopyOnWriteArrayList<>();

  /** Connections of their own, for events and leases. */
  private final List<OwnConnection> dedicated = new CopyOnWriteArrayList<>();

  /** Requests in a row without an answer; on the loop thread. */
  private int unanswered;

  /** Whether the loop has been asked for more connections and has not looked yet. */
  private final AtomicBoolean growAsked = new AtomicBoolean();

  private volatile boolean closed;

  /**
   * @param callbacks runs what callers attach; owned by whoever made it
   * @param readsOnly whether a request changes nothing, so that it may be sent again
   * @param events told how the pool is
   */
  public Pool(
      ClientOptions options,
      ScheduledExecutorService callbacks,
      Predicate<Request> readsOnly,
      Events events) {
    this.options = options;
    this.callbacks = callbacks;
    this.readsOnly = readsOnly;
    this.events = events;
    this.waiters = new Waiters(options.maxWaiting());
    this.loop = new Loop("sozu-" + options.instance() + "-loop", this);
    this.connector = new Connector(options, figures, events);
  }

  /** Begins to connect. */
  public void start() {
    loop.start();
  }

  @Override
  public ClientOptions options() {
    return options;
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
  public ScheduledExecutorService callbacks() {
    return callbacks;
  }

  /** Counters and gauges, by name. */
  public Map<String, Number> figures() {
    Map<String, Number> all = figures.counters();
    all.put("pool.connections", sessions.size());
    all.put("pool.leased", leased());
    all.put("pool.waiting", waiters.size());
    all.put("pool.connections.max", options.connections());
    all.put("pool.waiting.max", waiters.most());
    return all;
  }

  private int leased() {
    return (int) sessions.stream().filter(s -> s.call() != null).count();
  }

  @Override
  public CompletableFuture<Response> send(
      Request request, Deadline deadline, Consumer<Response> processing) {
    Call call = new Call(request, deadline, processing, callbacks, this);
    SozuException refusal = refusal(request);
    if (refusal != null) {
      call.fail(refusal);
      return call;
    }
    Session session = idleSession();
    if (session != null) {
      figures.sent.increment();
      session.start(call);
    } else if (!waiters.add(call)) {
      figures.exhausted.increment();
      call.abandon();
      call.fail(exhausted());
    } else {
      callWaits(call);
    }
    return call;
  }

  private @Nullable SozuException refusal(Request request) {
    if (closed) {
      return new ClientClosed("the client of " + options.instance() + " is closed");
    }
    long size = Frames.size(request);
    if (size > maxFrame()) {
      return new TooLarge(
          "a request of " + size + " bytes is above the " + maxFrame() + " bytes that Sōzu reads");
    }
    return null;
  }

  private PoolExhausted exhausted() {
    return new PoolExhausted(
        leased()
            + " of "
            + options.connections()
            + " connections leased, "
            + waiters.size()
            + " of "
            + waiters.most()
            + " calls waiting");
  }

  private @Nullable Session idleSession() {
    for (Session session : sessions) {
      if (session.take()) {
        return session;
      }
    }
    return null;
  }

  private void callWaits(Call call) {
    // A connection may have become idle between looking for one and waiting.
    Session session = idleSession();
    if (session != null) {
      serveNext(session);
    }
    if (closed && call.abandon()) {
      waiters.remove(call);
      call.fail(new ClientClosed("the client of " + options.instance() + " was closed"));
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
        figures.sent.increment();
        if (session.start(next)) {
          return;
        }
        figures.sent.decrement();
      }
      session.idle();
      // A call may have begun to wait between the last look and idling.
      if (waiters.isEmpty() || !session.take()) {
        return;
      }
    }
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
      session.close(new Unreachable("this connection leads to a Sōzu that was replaced"));
    }
    if (unanswered > 0) {
      unanswered = 0;
      events.answering();
    }
    settle(call, answer);
  }

  /** Completes a call by its final answer. */
  void settle(Call call, Response answer) {
    if (answer.getStatus() == ResponseStatus.OK) {
      figures.ok.increment();
      call.succeed(answer);
    } else {
      fail(call, Answers.failure(call.request(), answer, call.elapsed()));
    }
  }

  private void fail(Call call, SozuException failure) {
    if (failure instanceof Refused) {
      figures.refused.increment();
    } else if (failure instanceof OutcomeUnknown) {
      figures.unknown.increment();
    } else {
      figures.failed.increment();
    }
    call.fail(failure);
  }

  @Override
  public void gone(Session session, @Nullable Call call, SozuException reason) {
    if (sessions.remove(session)) {
      figures.lost.increment();
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
    } else {
      fail(call, reason);
    }
  }

  @Override
  public void cancelled(Call call) {
    figures.cancelled.increment();
    if (call.abandon()) {
      waiters.remove(call);
      return;
    }
    loop.execute(() -> endCall(call, new OutcomeUnknown("cancelled in flight")));
  }

  private void endCall(Call call, SozuException reason) {
    for (Session session : sessions) {
      if (session.call() == call) {
        session.close(reason);
      }
    }
  }

  @Override
  public void tick(long now) {
    if (connector.replaced(now)) {
      dropOld(new Unreachable("the socket file was replaced"));
    }
    expire(now);
    grow(now);
  }

  /**
   * Idle connections go; those with a call on them go when it is answered, because their generation
   * is old.
   */
  private void dropOld(SozuException reason) {
    for (Session session : sessions) {
      if (session.take()) {
        session.close(reason);
      }
    }
    if (sessions.size() < options.connections()) {
      connector.connect(Loop.now(), this::add);
    }
  }

  private void expire(long now) {
    for (Session session : sessions) {
      Call call = session.call();
      if (call != null && call.due() <= now) {
        figures.expired.increment();
        unanswered++;
        session.close(noAnswer());
      }
    }
    if (unanswered >= SILENT) {
      events.silent("the last " + unanswered + " requests got no answer in time");
    }
    dedicated.forEach(d -> d.expire(now));
    waiters.expire(
        now,
        call -> {
          figures.expired.increment();
          fail(call, notSent());
        });
  }

  private static OutcomeUnknown noAnswer() {
    return new OutcomeUnknown("Sōzu gave no answer in time; it may have applied the request");
  }

  private SozuException notSent() {
    return sessions.isEmpty() && !connector.reachable()
        ? new Unreachable("no connection to Sōzu in time, last try: " + connector.lastFailure())
        : new NotSentInTime(
            "no connection was free in time: "
                + leased()
                + " of "
                + options.connections()
                + " leased, "
                + waiters.size()
                + " waiting");
  }

  private void grow(long now) {
    while (wanted() > sessions.size() && connector.mayTry(now)) {
      connector.connect(now, this::add);
    }
  }

  private int wanted() {
    return waiters.isEmpty() ? 1 : Math.min(options.connections(), leased() + waiters.size());
  }

  private void add(AFUNIXSocketChannel channel, long generation, int maxFrame) throws IOException {
    Session session = new Session(loop, this, channel, maxFrame, generation);
    session.watch();
    sessions.add(session);
    serveNext(session);
  }

  @Override
  public long nextDue() {
    long next = waiters.nextDue();
    for (Session session : sessions) {
      Call call = session.call();
      if (call != null) {
        next = Math.min(next, call.due());
      }
    }
    for (OwnConnection own : dedicated) {
      next = Math.min(next, own.nextDue());
    }
    return wanted() > sessions.size() ? Math.min(next, connector.nextTry()) : next;
  }

  @Override
  public CompletableFuture<Dedicated> dedicated(Deadline deadline) {
    CompletableFuture<Dedicated> result = new CompletableFuture<>();
    loop.execute(() -> openDedicated(result));
    return result;
  }

  private void openDedicated(CompletableFuture<Dedicated> result) {
    boolean opened =
        connector.connect(
            Loop.now(),
            (channel, generation, maxFrame) -> {
              OwnConnection own = new OwnConnection(this, loop, channel, maxFrame, generation);
              dedicated.add(own);
              callbacks.execute(() -> result.complete(own));
            });
    if (!opened) {
      Unreachable failure = new Unreachable(connector.lastFailure());
      callbacks.execute(() -> result.completeExceptionally(failure));
    }
  }

  void forget(OwnConnection own) {
    dedicated.remove(own);
  }

  @Override
  public void stopped() {
    // Also when the loop died of an error: a call that nobody ends would wait for ever.
    closed = true;
    ClientClosed closing = new ClientClosed("the client of " + options.instance() + " was closed");
    for (Session session : sessions) {
      session.close(
          session.call() == null ? closing : new OutcomeUnknown("closed in flight", closing));
    }
    dedicated.forEach(OwnConnection::close);
    for (Call call = waiters.poll(); call != null; call = waiters.poll()) {
      if (call.abandon()) {
        fail(call, closing);
      }
    }
  }

  /** Ends every call and connection, and the loop. */
  public void close() {
    closed = true;
    loop.close();
  }
}
