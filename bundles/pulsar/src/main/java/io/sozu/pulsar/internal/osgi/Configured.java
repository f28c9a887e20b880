package io.sozu.pulsar.internal.osgi;

import io.sozu.client.config.Secret;
import io.sozu.client.config.Values;
import io.sozu.intake.IntakeConfig;
import io.sozu.intake.TlsOptions;
import io.sozu.pulsar.PulsarOptions;
import io.sozu.pulsar.PulsarOptions.Replay;
import io.sozu.pulsar.PulsarOptions.Start;

/** Reads a whole configuration, or says what is wrong with it. */
final class Configured {
  private Configured() {}

  /**
   * The options of a configuration.
   *
   * @throws IllegalArgumentException naming the key, the value and what is allowed
   */
  static PulsarOptions options(Values values) {
    String params = values.text("auth.params", "");
    return PulsarOptions.builder(values.text("service.url", ""))
        .topics(values.items("topics"))
        .topicsPattern(values.text("topics.pattern", ""))
        .subscription(values.text("subscription", ""))
        .subscriptionType(values.choice("subscription.type", PulsarOptions.Type.FAILOVER))
        .start(values.choice("start", Start.EARLIEST))
        .deadLetterTopic(values.text("dead.letter.topic", ""))
        .replies(values.text("replies", ""))
        .receiverQueue(values.whole("receiver.queue", PulsarOptions.DEFAULT_RECEIVER_QUEUE))
        .replay(values.choice("replay", Replay.NONE))
        .tls(TlsOptions.configured(values))
        .token(
            Secret.configured("token", values.text("token.file", ""), values.text("token.env", "")))
        .authPlugin(values.text("auth.plugin", ""))
        .authParams(
            params.isEmpty() ? Secret.none("auth.params") : Secret.of("auth.params", params))
        .intake(IntakeConfig.options(values))
        .build();
  }
}
