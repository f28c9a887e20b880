package io.sozu.pulsar.internal.consume;

import io.sozu.pulsar.PulsarOptions;
import io.sozu.pulsar.PulsarOptions.Start;
import io.sozu.pulsar.internal.connect.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.ConsumerBuilder;
import org.apache.pulsar.client.api.ConsumerCryptoFailureAction;
import org.apache.pulsar.client.api.ConsumerEventListener;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.api.SubscriptionType;
import org.apache.pulsar.client.api.TopicMessageId;
import org.jspecify.annotations.Nullable;

/**
 * One consumer. Used by one thread, but for the acknowledgements that are sent by it. Pulsar's
 * client connects it again by itself when its connection breaks.
 */
final class Subscription implements AutoCloseable {
  private static final int DISCOVERY_SECONDS = 10;

  /** An author may take long between the chunks of a message; after this it never finishes. */
  private static final long CHUNKS_MINUTES = 10;

  private final Consumer<byte[]> consumer;
  private final boolean ordered;
  private final Standing standing;
  private final long firstDisconnected;

  private Subscription(Consumer<byte[]> consumer, boolean ordered, Standing standing) {
    this.consumer = consumer;
    this.ordered = ordered;
    this.standing = standing;
    this.firstDisconnected = consumer.getLastDisconnectedTimestamp();
  }

  /**
   * Subscribes. Blocks until that is done or has failed.
   *
   * @param ending ends the waiting too
   * @throws IOException why it failed
   */
  static Subscription open(PulsarClient client, PulsarOptions options, String name, Ending ending)
      throws IOException, InterruptedException {
    Standing standing = new Standing();
    ConsumerBuilder<byte[]> builder =
        client
            .newConsumer()
            .subscriptionName(name)
            .subscriptionType(
                options.subscriptionType() == PulsarOptions.Type.FAILOVER
                    ? SubscriptionType.Failover
                    : SubscriptionType.Key_Shared)
            .subscriptionInitialPosition(
                options.start() == Start.EARLIEST
                    ? SubscriptionInitialPosition.Earliest
                    : SubscriptionInitialPosition.Latest)
            .receiverQueueSize(options.receiverQueue())
            .maxTotalReceiverQueueSizeAcrossPartitions(options.receiverQueue())
            .acknowledgmentGroupTime(0, TimeUnit.MILLISECONDS)
            .isAckReceiptEnabled(true)
            .enableBatchIndexAcknowledgment(true)
            .expireTimeOfIncompleteChunkedMessage(CHUNKS_MINUTES, TimeUnit.MINUTES)
            // What is encrypted becomes a dead letter like anything else that nobody can read.
            .cryptoFailureAction(ConsumerCryptoFailureAction.CONSUME)
            .autoUpdatePartitionsInterval(DISCOVERY_SECONDS, TimeUnit.SECONDS);
    if (options.subscriptionType() == PulsarOptions.Type.FAILOVER) {
      builder.consumerEventListener(standing);
    }
    if (options.topics().isEmpty()) {
      builder
          .topicsPattern(Pattern.compile(options.topicsPattern()))
          .patternAutoDiscoveryPeriod(DISCOVERY_SECONDS, TimeUnit.SECONDS);
    } else {
      builder.topics(options.topics().stream().map(Topics::full).toList());
    }
    return new Subscription(
        ending.await(builder.subscribeAsync()),
        options.subscriptionType() == PulsarOptions.Type.FAILOVER,
        standing);
  }

  /** The consumer, to acknowledge by. */
  Consumer<byte[]> consumer() {
    return consumer;
  }

  /** Whether each stream comes in order, with no other consumer in between. */
  boolean isOrdered() {
    return ordered;
  }

  /** The next message, or null if there is none for so long. */
  @Nullable Message<byte[]> receive(Duration patience) throws PulsarClientException {
    return consumer.receive((int) patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether all of its streams are connected to brokers now. */
  boolean isConnected() {
    return consumer.isConnected();
  }

  /**
   * Topics of which another consumer may have been delivered what this one holds, since this was
   * asked last.
   */
  Set<String> lost() {
    return standing.takeLost();
  }

  /** Whether a connection broke since this consumer began. */
  boolean wasDisconnected() {
    return consumer.getLastDisconnectedTimestamp() != firstDisconnected;
  }

  /** Where the streams end now. */
  CompletableFuture<List<TopicMessageId>> ends() {
    return consumer.getLastMessageIdsAsync();
  }

  @Override
  public void close() throws PulsarClientException {
    consumer.close();
  }

  /** Hears for which topics another consumer of a failover subscription is preferred. */
  private static final class Standing implements ConsumerEventListener {
    private static final long serialVersionUID = 1L;

    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    @Override
    public void becameActive(Consumer<?> consumer, int partition) {}

    @Override
    public void becameInactive(Consumer<?> consumer, int partition) {
      lost.add(consumer.getTopic());
    }

    Set<String> takeLost() {
      if (lost.isEmpty()) {
        return Set.of();
      }
      Set<String> taken = Set.copyOf(lost);
      lost.removeAll(taken);
      return taken;
    }
  }
}
