package io.sozu.pulsar;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.intake.Brake;
import io.sozu.pulsar.internal.Connector;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Applies what is published to Pulsar topics to one Sōzu, and acknowledges each message when Sōzu
 * has it. What Sōzu refuses goes to the dead-letter topic with Sōzu's reason.
 *
 * <p>Delivered at least once: after a crash, what was not acknowledged comes again, in its order.
 * What cannot be applied now is tried again here, in its place, for as long as it takes: a topic
 * for retries would let later messages of a key pass it. Thread-safe; no method but {@link #close}
 * blocks.
 */
@ProviderType
public interface PulsarConnector extends AutoCloseable {
  /**
   * A connector that begins at once; Pulsar and Sōzu need not be there yet. It tries until it is
   * closed.
   *
   * @param sozu the Sōzu to change, which must stay open for as long as the connector is
   */
  static PulsarConnector open(SozuClient sozu, PulsarOptions options) {
    return Connector.open(sozu, options);
  }

  /**
   * Uses other options, without a lost or doubled message. What only the intake needs takes effect
   * with the next batch; for other messages than before, the connector finishes what it has, for
   * some seconds at most, gives the rest back and connects again.
   */
  void use(PulsarOptions options);

  /** How it is: ready while it consumes and Sōzu answers. */
  ConnectorStatus status();

  /** Holds everything back, shows what is held, lets it go. */
  Brake brake();

  /**
   * Finishes what is on its way and gives the rest back to the topics, within 10 s. No thread and
   * no connection is left when this returns. Closing twice does nothing.
   */
  @Override
  void close();
}
