package io.sozu.client;

import io.sozu.protocol.command.MaxConnectionsPerSubnetLimit;
import io.sozu.protocol.command.Response;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Limits on clients of the proxy. */
@ProviderType
public interface Limits {
  /**
   * Connections per IP address, by worker; 0 is no limit. Empty from Sōzu 2.3.3, which asks its
   * workers and then answers OK without what they said.
   */
  CompletionStage<Map<String, Long>> maxConnectionsPerIp();

  /** Sets the connections per IP address; 0 is no limit. */
  CompletionStage<Response> setMaxConnectionsPerIp(long limit);

  /**
   * Connections per subnet, by worker (Sōzu after 2.1.0). Empty from Sōzu 2.3.3, as {@link
   * #maxConnectionsPerIp}.
   */
  CompletionStage<Map<String, MaxConnectionsPerSubnetLimit>> maxConnectionsPerSubnet();

  /** Sets the connections per subnet; 0 is no limit (Sōzu after 2.1.0). */
  CompletionStage<Response> setMaxConnectionsPerSubnet(long limit);

  /** Sets how often Sōzu tries to connect to backends for one request (Sōzu after 2.1.0). */
  CompletionStage<Response> setMaxConnectionAttempts(int attempts);
}
