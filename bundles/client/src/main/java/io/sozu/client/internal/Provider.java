package io.sozu.client.internal;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.spi.ClientProvider;

/** The door for plain Java. */
public final class Provider implements ClientProvider {
  @Override
  public OwnedSozuClient connect(ClientOptions options) {
    return Client.open(options);
  }
}
