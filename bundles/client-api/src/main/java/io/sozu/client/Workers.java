package io.sozu.client;

import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.WorkerInfo;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Sōzu's worker processes. */
@ProviderType
public interface Workers {
  /**
   * The workers as the main process lists them. A wedged or stopped one still shows RUNNING here:
   * see {@link #status}.
   */
  CompletionStage<List<WorkerInfo>> list();

  /**
   * The workers as they answer themselves; one that does not within Sōzu's worker timeout (10 s) is
   * NOT_ANSWERING.
   */
  CompletionStage<List<WorkerInfo>> status();

  /** Replaces one worker by a new process. */
  CompletionStage<Response> upgrade(int worker);
}
