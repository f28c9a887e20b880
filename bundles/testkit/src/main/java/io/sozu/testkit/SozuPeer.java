package io.sozu.testkit;

import io.sozu.client.ClientOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;

/**
 * A Sōzu that a test owns, in a private folder and on free loopback ports. It runs when a test gets
 * it, and everything that it started ends with {@link #close()}, or with the JVM at the latest.
 *
 * <p>Methods wait until what they say is true. Thread-safe.
 */
public interface SozuPeer extends AutoCloseable {
  /** The installed Sōzu, with the default options. */
  static SozuPeer installed() {
    return installed(PeerOptions.defaults());
  }

  /**
   * The installed Sōzu: {@code SOZU_BIN} (environment or system property), the PATH, or the cache
   * where {@code ./run --install-sozu} builds it.
   *
   * @throws IllegalStateException if there is none; the message says how to get it
   */
  static SozuPeer installed(PeerOptions options) {
    return InstalledSozu.start(options);
  }

  /** A simulated Sōzu, with the default options. */
  static SimulatedSozu simulated() {
    return simulated(PeerOptions.defaults());
  }

  /** A simulated Sōzu. */
  static SimulatedSozu simulated(PeerOptions options) {
    return SimulatedSozu.start(options);
  }

  /** The options it was started with. */
  PeerOptions options();

  /** Its folder, which only this user can read. */
  Path folder();

  /** Its TOML. */
  Path config();

  /** Its command socket. */
  Path socket();

  /** Its HTTP listener. */
  InetSocketAddress http();

  /** Its HTTPS listener. */
  InetSocketAddress https();

  /** Options of a client of this Sōzu, to be completed by the test. */
  default ClientOptions.Builder client() {
    return ClientOptions.sozuConfig(config());
  }

  /** A connection that speaks bare frames to it. */
  default PeerConnection connect() {
    return PeerConnection.to(socket());
  }

  /** Process id of the main process; a number that no process has when it is simulated. */
  long mainPid();

  /** Process ids of the workers that run, by worker id. */
  Map<Integer, Long> workerPids();

  /** Starts it again, on the same socket and ports, after {@link #stop()} or {@link #kill9()}. */
  void start();

  /** Ends it in an orderly way. */
  void stop();

  /** Kills the main process; its workers end too. The socket file stays. */
  void kill9();

  /** {@link #stop()} and {@link #start()}: it comes back with the state of its TOML. */
  default void restart() {
    stop();
    start();
  }

  /** Stops the main process in its tracks (SIGSTOP). */
  void pause();

  /** Lets the main process go on (SIGCONT). */
  void resume();

  /** Stops a worker in its tracks (SIGSTOP). */
  void pauseWorker(int worker);

  /** Lets a worker go on (SIGCONT). */
  void resumeWorker(int worker);

  /** Kills a worker (SIGKILL); Sōzu replaces it. */
  void killWorker(int worker);

  /** What it has logged so far. */
  String log();

  @Override
  void close();
}
