package io.sozu.pulsar.internal.consume;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.apache.pulsar.client.api.TopicMessageId;
import org.jspecify.annotations.Nullable;

/**
 * Which messages were taken, are settled and are acknowledged, over connections that come and go.
 *
 * <p><b>The rule.</b> After any crash or reconnection, what is applied is a whole end of each
 * stream (a topic without partitions, or a partition) in its order, never an earlier message alone
 * after a later one; the last change of each key is the one that stays. It holds because:
 *
 * <ul>
 *   <li>A consumer of a failover subscription is delivered a stream in its order. When its
 *       connection breaks, or the broker closes it (the topic is unloaded, the broker restarts),
 *       Pulsar's client drops what it had read ahead, connects again, and the broker delivers
 *       again, in order, everything that was not acknowledged: messages that we still hold too.
 *       Those are passed over here, because they are on their way already; behind them the stream
 *       goes on where it broke. So nothing is applied twice and nothing is left out, and nothing
 *       waits meanwhile.
 *   <li>Messages that are settled and come again (their acknowledgement was lost, or the broker
 *       lost it) are not applied again but acknowledged again.
 *   <li>The intake settles in the order of taking, so acknowledgements are sent in this order; the
 *       {@link Acknowledger} sends the next ones only when the broker has confirmed those before.
 *       So the broker never has a later message acknowledged while it may still lose the
 *       acknowledgement of an earlier one. Should this process end now, the next one is delivered a
 *       whole end of the stream.
 *   <li>They are single acknowledgements, not cumulative ones: the chunks of a large message may
 *       lie between other messages, and a cumulative acknowledgement of one of these would take the
 *       chunks before it along, while the large message is not complete. A crash would lose it.
 *   <li>Whoever takes over a failover subscription is delivered what we hold. So when we hear that
 *       another one has, what we hold is given up ({@link #forget}), but for what is at Sōzu
 *       already. In a key-shared subscription every lost connection means that, as nobody tells.
 *   <li>A message that has been acknowledged for longer than any broker keeps acknowledgements from
 *       its disk means that somebody moved the subscription back, to have the messages applied
 *       again: {@link Arrival#REWOUND}. Then everything is given up and taken again from there.
 * </ul>
 *
 * Thread-safe.
 */
final class Progress {
  /**
   * Brokers write acknowledgements within a second or so; counted in connected time, as those of
   * the last second before a crash are lost for however long the broker is away.
   */
  static final Duration LONG = Duration.ofSeconds(30);

  /** What a message is that was delivered. */
  enum Arrival {
    /** To be applied. */
    NEW,
    /** On its way already, or settled. */
    KNOWN,
    /** Settled long ago: somebody wants to have all from here on again. */
    REWOUND
  }

  private final Map<String, Stream> streams = new HashMap<>();

  /** Messages that were taken and are not settled, in the order of taking. */
  private final Deque<Mark> order = new ArrayDeque<>();

  private @Nullable Consumer<byte[]> consumer;
  private long connected;

  /** Acknowledges by this consumer from now on; null is none for now. */
  void use(@Nullable Consumer<byte[]> now) {
    synchronized (this) {
      consumer = now;
      streams.values().forEach(stream -> stream.acknowledger.use(now));
    }
    tick();
  }

  /** Has acknowledged what waits for it. To be called from time to time. */
  void tick() {
    acknowledgers().forEach(Acknowledger::tick);
  }

  /**
   * A message was delivered.
   *
   * @param ordered whether its stream is delivered in order, with no other consumer in between
   * @return {@link Arrival#NEW} if the caller must hand it over, which counts as done
   */
  synchronized Arrival arrived(Message<byte[]> message, boolean ordered) {
    Stream stream = stream(message.getTopicName());
    Position position = Position.of(message.getMessageId());
    Mark known = stream.isNext(position) ? null : stream.known(position);
    if (known != null) {
      known.id = message.getMessageId();
      return Arrival.KNOWN;
    }
    if (ordered && stream.wasSettledLongAgo(position)) {
      return Arrival.REWOUND;
    }
    if (ordered && stream.isSettled(position)) {
      stream.acknowledger.repeat(message.getMessageId());
      return Arrival.KNOWN;
    }
    Mark mark = new Mark(stream, position, message.getMessageId());
    stream.take(mark);
    order.add(mark);
    return Arrival.NEW;
  }

  /**
   * This message and all that were taken before it are settled.
   *
   * @param topic with the partition
   */
  void settled(String topic, Position last) {
    Set<Acknowledger> concerned = new HashSet<>();
    synchronized (this) {
      Mark end = stream(topic).known(last);
      if (end == null || end.settled) {
        return; // Forgotten: it comes again.
      }
      Mark mark;
      do {
        mark = order.remove();
        mark.stream.settle(mark);
        concerned.add(mark.stream.acknowledger);
      } while (mark != end);
    }
    concerned.forEach(Acknowledger::send);
  }

  /** Passes over a message that is none for the intake. */
  synchronized void skipped(Message<byte[]> message) {
    stream(message.getTopicName()).acknowledger.repeat(message.getMessageId());
  }

  private synchronized void confirmed(List<Mark> marks) {
    marks.forEach(mark -> mark.stream.confirm(mark));
  }

  /** So much time has passed in which there was a connection. */
  synchronized void age(Duration more) {
    connected += more.toNanos();
    if (connected >= LONG.toNanos()) {
      connected = 0;
      streams.values().forEach(Stream::age);
    }
  }

  /** Whether everything that was taken is settled and acknowledged. */
  synchronized boolean isOver() {
    return order.isEmpty() && acknowledgers().stream().allMatch(Acknowledger::isOver);
  }

  /** Whether something of one of these topics was taken and is not settled. */
  synchronized boolean holds(Set<String> topics) {
    return topics.stream()
        .map(streams::get)
        .anyMatch(stream -> order.stream().anyMatch(mark -> mark.stream == stream));
  }

  /** Gives up what is not settled, as it will be delivered again. */
  synchronized void forget() {
    order.clear();
    streams.values().forEach(Stream::forget);
  }

  /** Gives up what is not settled, and takes whatever is delivered for new. */
  synchronized void rewind() {
    order.clear();
    streams.values().forEach(Stream::rewind);
  }

  /** Gives up everything, as other streams follow. */
  synchronized void clear() {
    order.clear();
    streams.clear();
  }

  /**
   * How many messages, or batches, the end of a stream is behind what was taken of it; so many at
   * least, as a ledger that is not the last one does not tell how long it is.
   */
  synchronized long behind(TopicMessageId end) {
    Stream stream = streams.get(end.getOwnerTopic());
    @Nullable Position taken = stream == null ? null : stream.taken();
    MessageIdAdv last = (MessageIdAdv) end;
    if (taken != null && taken.ledger() == last.getLedgerId()) {
      return Math.max(0, last.getEntryId() - taken.entry());
    }
    return taken == null || taken.ledger() < last.getLedgerId() ? last.getEntryId() + 1 : 0;
  }

  private Stream stream(String topic) {
    return streams.computeIfAbsent(
        topic,
        any -> {
          Acknowledger acknowledger = new Acknowledger(this::confirmed);
          acknowledger.use(consumer);
          return new Stream(acknowledger);
        });
  }

  private synchronized List<Acknowledger> acknowledgers() {
    return streams.values().stream().map(stream -> stream.acknowledger).toList();
  }
}
