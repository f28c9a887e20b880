package io.sozu.client;

import io.sozu.protocol.command.Response;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Log levels of Sōzu. */
@ProviderType
public interface Logging {
  /**
   * Sets the log filter of the main process and the workers, for example {@code info} or {@code
   * warn,sozu_lib=debug}.
   */
  CompletionStage<Response> filter(String filter);
}
