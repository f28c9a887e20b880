package io.sozu.pulsar.internal.consume;

import io.sozu.client.Outcome;
import io.sozu.client.SozuClient;
import io.sozu.intake.Desired;
import io.sozu.intake.Difference;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.IntakeStatus;
import io.sozu.protocol.command.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.TopicMessageId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What compacted topics say a Sōzu should have, up to a horizon for each stream: the last message
 * that it had when this was read. What is behind the horizon changes it further. By one thread.
 */
final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final int READ_AHEAD = 1_000;

  /**
   * A message that must be there, and does not come: then nothing is known, and nothing removed.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Desired desired;
  private final Map<String, Position> horizons = new HashMap<>();
  private final Ending ending;

  private Replay(IntakeOptions options, Ending ending) {
    this.desired = new Desired(options);
    this.ending = ending;
  }

  /**
   * Reads topics from their beginning. Blocks.
   *
   * @param ends where they end now
   * @throws IOException if a part of them cannot be read
   */
  static Replay read(
      PulsarClient client,
      List<TopicMessageId> ends,
      Filter filter,
      IntakeOptions options,
      Ending ending)
      throws IOException, InterruptedException {
    Replay replay = new Replay(options, ending);
    for (TopicMessageId end : ends) {
      // A topic that never had a message ends before its first.
      if (filter.wants(end.getOwnerTopic()) && ((MessageIdAdv) end).getEntryId() >= 0) {
        replay.read(client, end);
      }
    }
    return replay;
  }

  private void read(PulsarClient client, TopicMessageId end)
      throws IOException, InterruptedException {
    String topic = end.getOwnerTopic();
    Position horizon = Position.of(end);
    horizons.put(topic, horizon);
    try (Reader<byte[]> reader =
        ending.await(
            client
                .newReader()
                .topic(topic)
                .startMessageId(MessageId.earliest)
                .readCompacted(true)
                .receiverQueueSize(READ_AHEAD)
                .createAsync())) {
      while (ending.await(reader.hasMessageAvailableAsync())) {
        Message<byte[]> message = reader.readNext((int) PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null) {
          throw new IOException(topic + " has more messages, and they do not come");
        }
        if (Position.of(message.getMessageId()).compareTo(horizon) > 0) {
          return;
        }
        desired.fold(new Delivery(message));
      }
    }
  }

  /**
   * Makes a Sōzu so. Blocks.
   *
   * @throws IOException if it is not known whether it is so now
   */
  void apply(SozuClient sozu, IntakeOptions options, IntakeStatus status)
      throws IOException, InterruptedException {
    Difference difference = new Difference(desired.things(), options.prefixes());
    ending.await(sozu.state().read(difference::has).toCompletableFuture());
    List<Request> way = difference.requests();
    List<Outcome> outcomes = ending.await(sozu.apply(way).toCompletableFuture());
    int refused = 0;
    String why = "";
    for (int i = 0; i < way.size(); i++) {
      Outcome outcome = outcomes.get(i);
      if (outcome.verdict() == Outcome.Verdict.UNKNOWN) {
        throw new IOException("a change of " + way.size() + " is not known: " + outcome.reason());
      }
      if (!outcome.inForce()) {
        refused++;
        why = outcome.reason();
      }
    }
    LOG.info(
        "{}: has what the topics say: {} things by {} changes, {} refused",
        sozu.instance(),
        desired.things().size(),
        way.size(),
        refused);
    status.warn(
        "replay",
        refused == 0
            ? ""
            : refused + " things of the compacted topics were refused, the last one: " + why);
  }

  /** What a message asks for; null if the intake judges it by what it says. */
  @Nullable List<Request> judge(Delivery delivery) {
    Position horizon = horizons.get(delivery.topic());
    if (horizon == null || delivery.position().compareTo(horizon) > 0) {
      return desired.fold(delivery);
    }
    // What it put there is there, or has been replaced since.
    return desired.isDocument(delivery) ? List.of() : null;
  }
}
