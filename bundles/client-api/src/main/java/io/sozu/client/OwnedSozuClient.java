package io.sozu.client;

import org.osgi.annotation.versioning.ProviderType;

/** A client that belongs to its caller, who closes it. */
@ProviderType
public interface OwnedSozuClient extends SozuClient, AutoCloseable {
  /**
   * Fails what waits with {@link ClientClosed} and what is in flight with {@link OutcomeUnknown},
   * closes all connections and ends all threads of the client before it returns. Closing twice does
   * nothing.
   */
  @Override
  void close();
}
