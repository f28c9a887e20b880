package io.sozu.client;

import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RequestTcpFrontend;
import io.sozu.protocol.command.RequestUdpFrontend;
import io.sozu.protocol.command.Response;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Frontends: which requests go to which cluster. They are listed however many there are: where
 * Sōzu's own list is too long for one answer, they are picked out of the whole state, and only that
 * fails where Sōzu cannot write its state for us ({@link ClientOptions#exchangeDir()}).
 */
@ProviderType
public interface Frontends {
  /** The frontends of one host name, on all listeners. */
  CompletionStage<ListedFrontends> byDomain(String hostname);

  /** The frontends of one cluster. */
  CompletionStage<ListedFrontends> byCluster(String clusterId);

  /** Adds an HTTP frontend; refused when its key (address, host name, path, method) exists. */
  CompletionStage<Response> addHttp(RequestHttpFrontend frontend);

  /** Removes an HTTP frontend by its key. */
  CompletionStage<Response> removeHttp(RequestHttpFrontend frontend);

  /** Adds an HTTPS frontend; refused when its key exists. */
  CompletionStage<Response> addHttps(RequestHttpFrontend frontend);

  /** Removes an HTTPS frontend by its key. */
  CompletionStage<Response> removeHttps(RequestHttpFrontend frontend);

  /** Adds a TCP frontend. */
  CompletionStage<Response> addTcp(RequestTcpFrontend frontend);

  /** Removes a TCP frontend. */
  CompletionStage<Response> removeTcp(RequestTcpFrontend frontend);

  /** Adds a UDP frontend. */
  CompletionStage<Response> addUdp(RequestUdpFrontend frontend);

  /** Removes a UDP frontend. */
  CompletionStage<Response> removeUdp(RequestUdpFrontend frontend);

  /**
   * Changes an HTTP frontend without losing a request: the removal and the addition are one load.
   */
  CompletionStage<Outcome> replaceHttp(RequestHttpFrontend old, RequestHttpFrontend frontend);

  /**
   * Changes an HTTPS frontend without losing a request: the removal and the addition are one load.
   */
  CompletionStage<Outcome> replaceHttps(RequestHttpFrontend old, RequestHttpFrontend frontend);
}
