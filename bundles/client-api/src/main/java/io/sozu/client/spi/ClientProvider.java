package io.sozu.client.spi;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import org.osgi.annotation.versioning.ProviderType;

/** Makes clients; found by {@link java.util.ServiceLoader}. */
@ProviderType
public interface ClientProvider {
  /** A new client, not yet connected. */
  OwnedSozuClient connect(ClientOptions options);
}
