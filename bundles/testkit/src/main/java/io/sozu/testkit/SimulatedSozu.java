package io.sozu.testkit;

import io.sozu.protocol.command.ClusterMetrics;
import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.FilteredMetrics;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.RunState;
import io.sozu.testkit.internal.sim.Script;
import io.sozu.testkit.internal.sim.Simulation;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A simulated Sōzu on a UNIX socket. It answers as Sōzu 2.3.3 does, in its words, with its silences
 * and its traps, but proxies nothing; {@code PeerContract} holds it to the truth. Tests can make it
 * misbehave by name. Thread-safe.
 */
public final class SimulatedSozu extends FolderPeer {
  private final Script script = new Script();
  private final Map<RequestTypeCase, Integer> seen = new EnumMap<>(RequestTypeCase.class);
  private final StringBuilder log = new StringBuilder();
  private Simulation simulation;

  private SimulatedSozu(PeerFolder folder) {
    super(folder);
    this.simulation = simulate();
  }

  static SimulatedSozu start(PeerOptions options) {
    return new SimulatedSozu(PeerFolder.create(options));
  }

  private Simulation simulate() {
    return new Simulation(
        folder.socket(), folder.options(), listeners(), script, this::see, this::write);
  }

  private List<Request> listeners() {
    return List.of(
        Requests.addHttpListener(http()),
        Requests.activateListener(http(), ListenerType.HTTP),
        Requests.addHttpsListener(https()),
        Requests.activateListener(https(), ListenerType.HTTPS));
  }

  private void see(RequestTypeCase kind) {
    synchronized (seen) {
      seen.merge(kind, 1, Integer::sum);
    }
  }

  private void write(String line) {
    synchronized (log) {
      log.append(line).append('\n');
    }
  }

  /** The next request of a kind goes otherwise, once; several wait for their turns. */
  public NextAnswer onNext(RequestTypeCase kind) {
    return new NextAnswer(plan -> script.next(kind, plan));
  }

  /** The next request goes otherwise, whatever its kind is. */
  public NextAnswer onNext() {
    return new NextAnswer(plan -> script.next(null, plan));
  }

  /** Each request of a kind goes otherwise, until {@link #behave}. */
  public NextAnswer onEvery(RequestTypeCase kind) {
    return new NextAnswer(plan -> script.every(kind, plan));
  }

  /** Everything goes as it should again; wedged and slow workers stay so. */
  public void behave() {
    script.clear();
  }

  /** A worker takes so long for each answer from now on. */
  public void slowWorker(int worker, Duration delay) {
    current().slowWorker(worker, delay);
  }

  /** A worker answers nothing more, as one whose answer was above its buffer. */
  public void wedgeWorker(int worker) {
    current().wedgeWorker(worker);
  }

  /** Connections that clients have open now. */
  public int openConnections() {
    return current().openConnections();
  }

  /** Connections that are told events now. */
  public int subscribers() {
    return current().subscribers();
  }

  /** Closes every connection, without stopping. */
  public void closeConnections() {
    current().closeConnections();
  }

  /** How many requests of a kind it has read since it was made. */
  public int seen(RequestTypeCase kind) {
    synchronized (seen) {
      return seen.getOrDefault(kind, 0);
    }
  }

  /** How many requests it has read since it was made, by kind. */
  public Map<RequestTypeCase, Integer> seen() {
    synchronized (seen) {
      return new EnumMap<>(seen);
    }
  }

  /** Applies requests in the main process and in all workers, quicker than any client could. */
  public void configure(Collection<Request> requests) {
    current().configure(requests);
  }

  /** Applies a request in the main process alone: its state is no proof of serving. */
  public void configureMainOnly(Request request) {
    current().configureMainOnly(request);
  }

  /** Lets requests pass through a cluster on one worker, each of so many milliseconds. */
  public void traffic(int worker, String clusterId, long requests, long millis) {
    current()
        .metrics(worker, (metrics, state) -> metrics.traffic(state, clusterId, requests, millis));
  }

  /** Sets all metrics of a cluster on one worker. */
  public void clusterMetrics(int worker, String clusterId, ClusterMetrics metrics) {
    current().metrics(worker, (model, state) -> model.set(clusterId, metrics));
  }

  /** Sets a metric of the proxy on one worker. */
  public void proxyMetric(int worker, String name, FilteredMetrics value) {
    current().metrics(worker, (model, state) -> model.setProxy(name, value));
  }

  /** Makes one worker have no metrics of a cluster: asked for it, its whole answer is a failure. */
  public void forgetMetrics(int worker, String clusterId) {
    current().metrics(worker, (model, state) -> model.forget(clusterId));
  }

  /** Tells subscribers an event, at once. */
  public void tell(String source, Event event) {
    current().tell(source, event);
  }

  /** The ids of the clusters that the main process knows. */
  public List<String> clusterIds() {
    return current().state(state -> List.copyOf(state.clusterIds()));
  }

  private synchronized Simulation current() {
    return simulation;
  }

  @Override
  public synchronized void start() {
    if (!simulation.hasEnded()) {
      throw new IllegalStateException("it runs already");
    }
    simulation = simulate();
  }

  @Override
  public synchronized void stop() {
    simulation.end(true);
  }

  @Override
  public synchronized void kill9() {
    simulation.end(false);
  }

  @Override
  public void pause() {
    current().freeze(true);
  }

  @Override
  public void resume() {
    current().freeze(false);
  }

  @Override
  public void pauseWorker(int worker) {
    current().pauseWorker(worker, true);
  }

  @Override
  public void resumeWorker(int worker) {
    current().pauseWorker(worker, false);
  }

  @Override
  public void killWorker(int worker) {
    current().killWorker(worker);
  }

  @Override
  public long mainPid() {
    return current().pid();
  }

  @Override
  public Map<Integer, Long> workerPids() {
    Map<Integer, Long> pids = new TreeMap<>();
    current().workers().stream()
        .filter(worker -> worker.getRunState() == RunState.RUNNING)
        .forEach(worker -> pids.put(worker.getId(), (long) worker.getPid()));
    return pids;
  }

  @Override
  public String log() {
    synchronized (log) {
      return log.toString();
    }
  }

  @Override
  public synchronized void close() {
    simulation.end(true);
    folder.delete();
  }
}
