package io.sozu.client;

import io.sozu.client.event.SozuEvent;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One Sōzu instance, reached over its command socket. Thread-safe. No method blocks.
 *
 * <p>What is attached to stages, listeners of PROCESSING answers and subscribers of events run on
 * the client's callback threads. They may block, and wait for other calls of this client: a thread
 * that waits for a stage is let go by its answer or its deadline whatever they do. There is one
 * such thread, and another for as long as one does not get on, up to 16; behind as many that block,
 * other attached code waits.
 *
 * <p>Every call ends: with Sōzu's OK, or with a {@link SozuException}. In OSGi this is a service
 * with the property {@value #INSTANCE_PROPERTY}; elsewhere {@link SozuClients#connect} gives one.
 */
@ProviderType
public interface SozuClient {
  /** Service property that names the Sōzu instance. */
  String INSTANCE_PROPERTY = "sozu.instance";

  /** The name of the instance, for people, labels and service filters. */
  String instance();

  /**
   * Sōzu's command socket, by which clients of one Sōzu know that they are: as it was named, or as
   * Sōzu's TOML named it when it was read last. It need not be there.
   */
  Path socket();

  /**
   * Which Sōzu this talks to: grows by one whenever another process, or another socket file, is
   * met, and is 0 before the first. What a Sōzu took is to be doubted once this has grown, because
   * after a crash it comes back with an old state or none. A lost connection to the same process
   * changes nothing here, nor does {@link State#upgradeMain}, which keeps socket and state.
   */
  long generation();

  /** {@link #send(Request, Duration)} within {@link ClientOptions#requestTimeout()}. */
  CompletionStage<Response> send(Request request);

  /**
   * Sends one request and waits for its final answer. The stage completes with the OK answer, or
   * exceptionally with a {@link SozuException}. Cancelling it ({@code
   * toCompletableFuture().cancel}) while it waits takes it out of the queue; cancelling it in
   * flight closes its connection, and Sōzu may still apply it.
   *
   * @param timeout until when the answer must have come, waiting included. Sōzu gives its workers
   *     10 s. What has no time left, zero or less, is not sent and fails with {@link
   *     NotSentInTime}.
   */
  CompletionStage<Response> send(Request request, Duration timeout);

  /**
   * As {@link #send(Request, Duration)}, and tells each PROCESSING answer on a callback thread, in
   * order, before the stage completes. A listener that is 1,000 answers behind misses the next.
   */
  CompletionStage<Response> send(Request request, Duration timeout, Consumer<Response> processing);

  /**
   * Applies requests in the given order and tells the truth about each. Few go one by one, many as
   * state files that Sōzu loads; the caller cannot tell, except by speed. The stage fails only if
   * the client is closed; what could not be done is in the outcomes. Queries are refused, as an
   * outcome has no answer: {@link #send(Request)} is for them.
   *
   * <p>Batches that share something are applied in the order of the calls, one after the other: a
   * cluster with all that names it, a frontend, a certificate of a listener; any removed cluster
   * with any frontend, because it takes its frontends along; and everything with a batch that does
   * more than change clusters, frontends, backends and certificates, such as one with a listener.
   * Those that share nothing may overtake each other: a small one need not wait for a large one.
   *
   * <p>Batches that share something are applied in the order of the calls, one after the other: a
   * cluster with all that names it, a frontend, a certificate of a listener; any removed cluster
   * with any frontend, because it takes its frontends along; and everything with a batch that does
   * more than change clusters, frontends, backends and certificates, such as one with a listener.
   * Those that share nothing may overtake each other: a small one need not wait for a large one.
   *
   * @return one outcome a request, in the same order
   */
  CompletionStage<List<Outcome>> apply(List<Request> requests);

  /**
   * Events of Sōzu and of the client's own watch, from a connection of their own. Each subscriber
   * has a bounded buffer; what it loses, and what was lost with a connection, is told by {@link
   * SozuEvent.Gap}. Events are hints to look.
   */
  Flow.Publisher<SozuEvent> events();

  /** The worker processes. */
  Workers workers();

  /** Clusters and their health checks. */
  Clusters clusters();

  /** HTTP, HTTPS, TCP and UDP frontends. */
  Frontends frontends();

  /** Backends of clusters. */
  Backends backends();

  /** Listeners. */
  Listeners listeners();

  /** TLS certificates. */
  Certificates certificates();

  /** Metrics, in pieces that harm nobody. */
  Metrics metrics();

  /** Limits on clients of the proxy. */
  Limits limits();

  /** The whole configuration, and Sōzu's life cycle. */
  State state();

  /** Log levels of Sōzu. */
  Logging logging();

  /** How this client is: also a service in OSGi. */
  ConnectorStatus status();
}
