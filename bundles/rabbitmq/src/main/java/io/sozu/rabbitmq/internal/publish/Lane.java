package io.sozu.rabbitmq.internal.publish;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.ReturnListener;
import com.rabbitmq.client.ShutdownSignalException;
import io.sozu.rabbitmq.internal.connect.Reasons;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * A channel to one exchange. A letter is published when the broker has confirmed it; if it is
 * mandatory, only if a queue took it. An exchange that is not there ends the channel, and so fails
 * what is under way on it, but nothing on another.
 */
final class Lane {
  /** A letter that is under way. */
  private static final class Pending {
    final Letter letter;
    final CompletableFuture<Void> done;
    final long since = System.nanoTime();

    /** Why it was given back; set before its confirmation, by the same thread. */
    String returned = "";

    Pending(Letter letter, CompletableFuture<Void> done) {
      this.letter = letter;
      this.done = done;
    }

    void confirm() {
      if (returned.isEmpty()) {
        done.complete(null);
      } else {
        fail(returned);
      }
    }

    void fail(String why) {
      done.completeExceptionally(new IOException(why));
    }
  }

  private final Channel channel;
  private final String exchange;
  private final ConcurrentNavigableMap<Long, Pending> pending = new ConcurrentSkipListMap<>();

  Lane(Channel channel, String exchange) throws IOException {
    this.channel = channel;
    this.exchange = exchange;
    channel.confirmSelect();
    Listener listener = new Listener();
    channel.addConfirmListener(listener);
    channel.addReturnListener(listener);
    channel.addShutdownListener(this::ended);
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /**
   * Publishes; to be called by one thread.
   *
   * @param done completes when it is published, or fails with why it is not
   */
  void publish(Letter letter, CompletableFuture<Void> done) throws IOException {
    long number = channel.getNextPublishSeqNo();
    pending.put(number, new Pending(letter, done));
    try {
      channel.basicPublish(
          exchange, letter.routingKey(), letter.mandatory(), letter.properties(), letter.body());
    } catch (IOException | RuntimeException e) {
      pending.remove(number);
      throw e;
    }
  }

  /** Whether something waits for its confirmation so long. */
  boolean waits(Duration most) {
    Map.Entry<Long, Pending> oldest = pending.firstEntry();
    return oldest != null && System.nanoTime() - oldest.getValue().since > most.toNanos();
  }

  /** Fails whatever is under way. */
  void fail(String why) {
    settle(pending, letter -> letter.fail(why));
  }

  private void ended(ShutdownSignalException signal) {
    fail(Reasons.of(signal));
  }

  private static void settle(Map<Long, Pending> letters, Consumer<Pending> how) {
    letters
        .values()
        .removeIf(
            letter -> {
              how.accept(letter);
              return true;
            });
  }

  /** Runs on the connection's reader. */
  private final class Listener implements ConfirmListener, ReturnListener {
    @Override
    public void handleAck(long number, boolean multiple) {
      settle(confirmed(number, multiple), Pending::confirm);
    }

    @Override
    public void handleNack(long number, boolean multiple) {
      settle(
          confirmed(number, multiple),
          letter -> letter.fail("the broker could not keep what was published"));
    }

    private Map<Long, Pending> confirmed(long number, boolean multiple) {
      return multiple ? pending.headMap(number, true) : pending.subMap(number, true, number, true);
    }

    @Override
    public void handleReturn(
        int code,
        String text,
        String from,
        String routingKey,
        BasicProperties properties,
        byte[] body) {
      String source = Letter.source(properties);
      for (Pending letter : pending.values()) {
        if (letter.letter.source().equals(source)) {
          letter.returned =
              "no queue takes what is published to " + exchange + " for " + routingKey;
        }
      }
    }
  }
}
