package io.sozu.client;

import io.sozu.protocol.command.ActivateListener;
import io.sozu.protocol.command.DeactivateListener;
import io.sozu.protocol.command.HttpListenerConfig;
import io.sozu.protocol.command.HttpsListenerConfig;
import io.sozu.protocol.command.ListenersList;
import io.sozu.protocol.command.RemoveListener;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.TcpListenerConfig;
import io.sozu.protocol.command.UdpListenerConfig;
import io.sozu.protocol.command.UpdateHttpListenerConfig;
import io.sozu.protocol.command.UpdateHttpsListenerConfig;
import io.sozu.protocol.command.UpdateTcpListenerConfig;
import io.sozu.protocol.command.UpdateUdpListenerConfig;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Listeners: the addresses that Sōzu accepts traffic on. */
@ProviderType
public interface Listeners {
  /** All listeners. */
  CompletionStage<ListenersList> list();

  /** Adds an HTTP listener, not yet active unless it says so. */
  CompletionStage<Response> add(HttpListenerConfig listener);

  /** Changes an HTTP listener. */
  CompletionStage<Response> update(UpdateHttpListenerConfig change);

  /** Adds an HTTPS listener, not yet active unless it says so. */
  CompletionStage<Response> add(HttpsListenerConfig listener);

  /** Changes an HTTPS listener. */
  CompletionStage<Response> update(UpdateHttpsListenerConfig change);

  /** Adds a TCP listener, not yet active unless it says so. */
  CompletionStage<Response> add(TcpListenerConfig listener);

  /** Changes a TCP listener. */
  CompletionStage<Response> update(UpdateTcpListenerConfig change);

  /** Adds a UDP listener, not yet active unless it says so. */
  CompletionStage<Response> add(UdpListenerConfig listener);

  /** Changes a UDP listener. */
  CompletionStage<Response> update(UpdateUdpListenerConfig change);

  /** Starts to accept on a listener's address. */
  CompletionStage<Response> activate(ActivateListener listener);

  /** Stops to accept on a listener's address. */
  CompletionStage<Response> deactivate(DeactivateListener listener);

  /**
   * Removes a listener and closes its port; its frontends stay and serve again when it comes back.
   */
  CompletionStage<Response> remove(RemoveListener listener);
}
