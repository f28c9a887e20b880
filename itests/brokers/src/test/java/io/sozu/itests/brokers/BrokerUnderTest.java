package io.sozu.itests.brokers;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.intake.Brake;
import io.sozu.intake.IntakeOptions;
import java.util.List;

/**
 * A real broker as one test sees it: topics or queues that no other test uses, and our connector to
 * them. Methods wait until what they say is true.
 */
interface BrokerUnderTest extends AutoCloseable {
  /** A connector that runs. */
  interface Running extends AutoCloseable {
    ConnectorStatus status();

    Brake brake();

    void use(IntakeOptions options);

    @Override
    void close();
  }

  /** Makes what a connector needs and does not make itself. */
  void prepare();

  /** How a connector is opened once that is done. */
  Opener opener();

  /** Opens a connector, which may not be connected yet. With replies. */
  default Running connect(SozuClient sozu, IntakeOptions options) {
    prepare();
    return opener().open(sozu, options);
  }

  /** Publishes messages in this order; the broker has them all when this returns. */
  void publish(List<Published> messages);

  /** Publishes one message. */
  default void publish(Published message) {
    publish(List.of(message));
  }

  /** All dead letters so far. */
  List<Found> deadLetters();

  /** All replies so far. */
  List<Found> replies();

  /** How many messages the broker has that are not acknowledged. */
  long backlog();

  /** The broker takes no dead letters from now on. */
  void refuseDeadLetters();

  /** It takes them again. */
  void acceptDeadLetters();

  /** Stops the broker and starts it again. */
  void restart();

  /** Kills the broker and starts it again. */
  void kill();

  /** The broker closes the connections of everybody. */
  void cutConnections();

  @Override
  void close();
}
