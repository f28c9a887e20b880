package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.internal.metrics.WorkerMetricsModel;
import io.sozu.testkit.internal.state.ConfigState;
import io.sozu.testkit.internal.state.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** One life of a simulated Sōzu, from its start to its end. Thread-safe. */
public final class Simulation implements EventLoop.Ready {
  private final Path socket;
  private final PeerOptions options;
  private final Script script;
  private final Consumer<RequestTypeCase> seen;
  private final EventLoop loop;
  private final MainProcess main;
  private final ServerSocketChannel server;
  private final Set<ClientSession> sessions = new LinkedHashSet<>();
  private final int pid = Workers.newPid();
  private long accepted;
  private volatile boolean ended;

  /** Begins to listen. */
  public Simulation(
      Path socket,
      PeerOptions options,
      List<Request> configuration,
      Script script,
      Consumer<RequestTypeCase> seen,
      Consumer<String> log) {
    this.socket = socket;
    this.options = options;
    this.script = script;
    this.seen = seen;
    this.loop = new EventLoop("sozu-simulated-" + pid);
    this.main = new MainProcess(loop, options, log, this::endNow);
    for (int i = 0; i < options.workers(); i++) {
      main.workers().launch();
    }
    main.lifeCycle().configure(configuration);
    // Made beside the one that a killed one left, so that it is never the same file again: our
    // process is, which clients tell a real Sōzu by.
    Path fresh = socket.resolveSibling(socket.getFileName() + ".new");
    try {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(fresh), 1024);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      Files.move(fresh, socket, StandardCopyOption.ATOMIC_MOVE);
      server.configureBlocking(false);
      server.register(loop.selector(), SelectionKey.OP_ACCEPT, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    loop.start();
  }

  @Override
  public void ready(SelectionKey key) {
    try {
      SocketChannel channel = server.accept();
      if (channel != null) {
        sessions.add(
            new ClientSession(
                ++accepted,
                channel,
                loop,
                options.commandBuffer(),
                options.maxCommandBuffer(),
                this::onRequest,
                this::onClose));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onRequest(ClientSession session, Request request) {
    RequestTypeCase kind = request.getRequestTypeCase();
    seen.accept(kind);
    Plan plan = script.take(kind);
    Reply reply = new Reply(session, plan);
    if (plan.delay().isZero()) {
      carryOut(plan, reply, request);
    } else {
      loop.schedule(plan.delay(), () -> carryOut(plan, reply, request));
    }
  }

  private void carryOut(Plan plan, Reply reply, Request request) {
    for (int i = 0; i < plan.processing(); i++) {
      reply.processing("Processing " + i + "...");
    }
    if (plan.handled()) {
      main.handle(request, reply);
    } else {
      Response nothing = Reply.response(ResponseStatus.FAILURE, "not handled");
      reply.last(nothing);
    }
  }

  private void onClose(ClientSession session) {
    sessions.remove(session);
    main.events().forget(session);
  }

  /** Ends it; the socket file stays, as after a kill, unless it is to be removed. */
  public void end(boolean removeSocket) {
    if (!ended) {
      loop.freeze(false);
      loop.execute(this::endNow);
    }
    loop.join();
    if (removeSocket) {
      try {
        Files.deleteIfExists(socket);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void endNow() {
    ended = true;
    List.copyOf(sessions).forEach(ClientSession::close);
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    loop.stop();
  }

  /** Whether it has ended, by itself or not. */
  public boolean hasEnded() {
    return ended;
  }

  /** Process id of the main process; no process has it. */
  public int pid() {
    return pid;
  }

  /** Stops the main process in its tracks, or lets it go on. */
  public void freeze(boolean value) {
    loop.freeze(value);
  }

  /** Connections that clients have open. */
  public int openConnections() {
    return loop.call(sessions::size);
  }

  /** Closes every connection. */
  public void closeConnections() {
    loop.call(
        () -> {
          List.copyOf(sessions).forEach(ClientSession::close);
          return true;
        });
  }

  /** Clients that are told events. */
  public int subscribers() {
    return loop.call(() -> main.events().subscribers());
  }

  /** The workers, those that are gone too. */
  public List<WorkerInfo> workers() {
    return loop.call(() -> main.workers().infos());
  }

  /** Stops a worker in its tracks, or lets it go on. */
  public void pauseWorker(int id, boolean value) {
    onWorker(id, worker -> worker.pause(value));
  }

  /** Makes a worker answer nothing more, as one whose answer was above its buffer. */
  public void wedgeWorker(int id) {
    onWorker(id, Worker::wedge);
  }

  /** Makes a worker take its time for each answer. */
  public void slowWorker(int id, Duration delay) {
    onWorker(id, worker -> worker.delay(delay));
  }

  /** Kills a worker; another takes its place. */
  public void killWorker(int id) {
    loop.call(
        () -> {
          main.workers().kill(id);
          return true;
        });
  }

  private void onWorker(int id, Consumer<Worker> action) {
    loop.call(
        () -> {
          action.accept(main.workers().running(id));
          return true;
        });
  }

  /** Does something with the metrics and the state of a worker. */
  public void metrics(int worker, BiConsumer<WorkerMetricsModel, ConfigState> action) {
    loop.call(
        () -> {
          action.accept(main.workers().running(worker).desk().metrics(), main.state());
          return true;
        });
  }

  /** The ids of the workers that run. */
  public List<Integer> runningWorkers() {
    return loop.call(() -> main.workers().running().stream().map(Worker::id).toList());
  }

  /** Reads something from the main process's state. */
  public <T> T state(Function<ConfigState, T> question) {
    return loop.call(() -> question.apply(main.state()));
  }

  /** Applies requests everywhere, without a client. */
  public void configure(Collection<Request> requests) {
    loop.call(
        () -> {
          for (Request request : requests) {
            try {
              main.configure(request);
            } catch (Refusal refusal) {
              throw new IllegalArgumentException(refusal.text(), refusal);
            }
          }
          return true;
        });
  }

  /** Applies a request to the main process alone: it says so, and no worker does it. */
  public void configureMainOnly(Request request) {
    loop.call(
        () -> {
          try {
            main.dispatch(request);
          } catch (Refusal refusal) {
            throw new IllegalArgumentException(refusal.text(), refusal);
          }
          return true;
        });
  }

  /** Tells subscribers an event at once. */
  public void tell(String source, io.sozu.protocol.command.Event event) {
    loop.call(
        () -> {
          main.events().tell(source, event);
          return true;
        });
  }
}
