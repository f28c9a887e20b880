package io.sozu.pulsar.internal.consume;

import io.sozu.pulsar.PulsarOptions;
import io.sozu.pulsar.internal.connect.Topics;

/**
 * Keeps out what a pattern brings in by mistake: dead letters and replies, of ours or of others,
 * would come back for ever.
 */
final class Filter {
  private static final String DEAD = "-dead";

  private final PulsarOptions options;

  Filter(PulsarOptions options) {
    this.options = options;
  }

  /** Whether messages of the topic are for the intake. */
  boolean wants(String topic) {
    if (options.topicsPattern().isEmpty()) {
      return true;
    }
    String whole = Topics.whole(topic);
    return !whole.endsWith(DEAD)
        && !whole.equals(Topics.full(options.deadLetterTopic()))
        && !whole.equals(Topics.full(options.replies()));
  }
}
