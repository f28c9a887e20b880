package io.sozu.client;

import io.sozu.protocol.command.AddBackend;
import io.sozu.protocol.command.RemoveBackend;
import io.sozu.protocol.command.Response;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Backends of clusters. */
@ProviderType
public interface Backends {
  /**
   * Adds the backend or replaces the one with its id and address; refused for an unknown cluster.
   */
  CompletionStage<Response> add(AddBackend backend);

  /** Adds a backend on a UNIX socket (Sōzu after 2.1.0). */
  CompletionStage<Response> addUnix(AddBackend backend);

  /** Removes a backend by id and address; its sessions go on until they end. */
  CompletionStage<Response> remove(RemoveBackend backend);
}
