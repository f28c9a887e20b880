package io.sozu.rabbitmq;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.intake.Brake;
import io.sozu.rabbitmq.internal.Connector;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Applies what is published to an exchange to one Sōzu, and acknowledges each message when Sōzu has
 * it. What Sōzu refuses goes to the dead-letter exchange with Sōzu's reason.
 *
 * <p>Delivered at least once: after a broken connection or a crash, what was not acknowledged comes
 * again, in its order. Thread-safe; no method but {@link #close} blocks.
 */
@ProviderType
public interface RabbitMqConnector extends AutoCloseable {
  /**
   * A connector that begins at once; RabbitMQ and Sōzu need not be there yet. It tries until it is
   * closed.
   *
   * @param sozu the Sōzu to change, which must stay open for as long as the connector is
   */
  static RabbitMqConnector open(SozuClient sozu, RabbitMqOptions options) {
    return Connector.open(sozu, options);
  }

  /**
   * Uses other options. What only the intake needs takes effect with its next batch. For the rest
   * the connector finishes what it has, for 8 s at most, gives the rest back to the queue and
   * connects again.
   */
  void use(RabbitMqOptions options);

  /** How it is: ready while it consumes and Sōzu answers. */
  ConnectorStatus status();

  /** Holds everything back, shows what is held, lets it go. */
  Brake brake();

  /**
   * Finishes what is on its way and gives the rest back to the queue, within 10 s. No thread and no
   * connection is left when this returns. Closing twice does nothing.
   */
  @Override
  void close();
}
