package io.sozu.client;

import io.sozu.protocol.command.Response;
import java.util.Map;

/**
 * Every worker refused the request. The main process reverts listeners and frontends that no worker
 * took, but keeps clusters, backends and certificates in its state (Sōzu 2.3.3).
 */
public final class RefusedByWorkers extends Refused {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, String> workers;

  /**
   * @param workers what each worker said, by its id
   */
  public RefusedByWorkers(Response response, Map<String, String> workers) {
    super(response.getMessage(), response);
    this.workers = Map.copyOf(workers);
  }

  /** What each worker said, by its id. */
  public Map<String, String> workers() {
    return workers;
  }
}
