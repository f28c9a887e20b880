package io.sozu.itests.brokers;

import io.sozu.client.SozuClient;
import io.sozu.intake.IntakeOptions;
import io.sozu.itests.brokers.BrokerUnderTest.Running;
import java.util.List;

/**
 * How the connector of a test is opened, in this JVM or another.
 *
 * @param url of the broker
 * @param name of the test
 */
record Opener(Kind kind, String url, String name) {
  /** Which connector. */
  enum Kind {
    PULSAR,
    RABBITMQ
  }

  /** What {@link #words()} gave. */
  static Opener of(List<String> words) {
    return new Opener(Kind.valueOf(words.get(0)), words.get(1), words.get(2));
  }

  /** For a command line. */
  List<String> words() {
    return List.of(kind.name(), url, name);
  }

  /** Opens it; it may not be connected yet. */
  Running open(SozuClient sozu, IntakeOptions options) {
    return switch (kind) {
      case PULSAR -> PulsarUnderTest.open(url, name, sozu, options);
      case RABBITMQ -> RabbitMqUnderTest.open(url, name, sozu, options);
    };
  }
}
