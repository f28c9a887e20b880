package io.sozu.client;

import io.sozu.client.spi.ClientProvider;
import java.util.ServiceLoader;

/**
 * Where plain Java programs get clients. In OSGi the service {@link SozuClient} is the only door.
 */
public final class SozuClients {
  private SozuClients() {}

  /**
   * A client for one Sōzu. It returns at once: Sōzu need not be there yet.
   *
   * @throws IllegalStateException if no implementation is on the module or class path, or this runs
   *     in OSGi
   */
  public static OwnedSozuClient connect(ClientOptions options) {
    return ServiceLoader.load(ClientProvider.class, SozuClients.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no Sōzu client implementation: put io.sozu.client on the module or class path;"
                        + " in OSGi use the service io.sozu.client.SozuClient instead"))
        .connect(options);
  }
}
