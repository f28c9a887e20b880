package io.sozu.rabbitmq.internal.osgi;

import io.sozu.client.config.Secret;
import io.sozu.client.config.Values;
import io.sozu.intake.IntakeConfig;
import io.sozu.intake.TlsOptions;
import io.sozu.rabbitmq.RabbitMqOptions;
import io.sozu.rabbitmq.RabbitMqOptions.QueueType;
import io.sozu.rabbitmq.RabbitMqOptions.Topology;
import java.util.List;

/** Reads a whole configuration, or says what is wrong with it. */
final class Configured {
  private final Values values;

  private Configured(Values values) {
    this.values = values;
  }

  /**
   * The options of a configuration.
   *
   * @throws IllegalArgumentException naming the key, the value and what is allowed
   */
  static RabbitMqOptions options(Values values) {
    return new Configured(values).options();
  }

  private RabbitMqOptions options() {
    List<String> keys = values.items("routing.keys");
    return RabbitMqOptions.builder(text("uri"))
        .username(text("username"))
        .password(Secret.configured("password", text("password.file"), text("password.env")))
        .exchange(values.text("exchange", RabbitMqOptions.DEFAULT_EXCHANGE))
        .routingKeys(keys.isEmpty() ? RabbitMqOptions.DEFAULT_ROUTING_KEYS : keys)
        .queue(text("queue"))
        .queueType(values.choice("queue.type", QueueType.QUORUM))
        .prefetch(values.whole("prefetch", RabbitMqOptions.DEFAULT_PREFETCH))
        .deadLetterExchange(
            values.text("dead.letter.exchange", RabbitMqOptions.DEFAULT_DEAD_LETTER))
        .replies(text("replies"))
        .topology(values.choice("topology", Topology.DECLARE))
        .tls(TlsOptions.configured(values))
        .intake(IntakeConfig.options(values))
        .build();
  }

  private String text(String key) {
    return values.text(key, "");
  }
}
