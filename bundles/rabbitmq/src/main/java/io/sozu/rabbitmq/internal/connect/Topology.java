package io.sozu.rabbitmq.internal.connect;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.sozu.rabbitmq.RabbitMqOptions;
import io.sozu.rabbitmq.RabbitMqOptions.QueueType;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * The exchanges and queues of a connector, made or looked for.
 *
 * <p>The queue has a single active consumer. Two connectors of one Sōzu (one that replaces the
 * other, or one that stands by) would otherwise each get a part of the messages, and what one gets
 * could overtake what the other still holds; so the second waits until the first is gone and then
 * gets everything that was not acknowledged, in order. An exclusive consumer would not do: quorum
 * queues do not keep others out.
 *
 * <p>Nor has it a delivery limit. From RabbitMQ 4.0 on, a quorum queue drops a message that it
 * delivered more than twenty times, broken connections included. {@code -1} switches that off;
 * older brokers have no limit and refuse the value.
 */
public final class Topology {
  private static final String LIMIT = "x-delivery-limit";
  private static final int FIRST_WITH_LIMIT = 4;
  private static final String ALL = "#";

  private final Connection connection;
  private final RabbitMqOptions options;
  private final String queue;

  /**
   * Of one broker.
   *
   * @param queue its name, also when the options have the default
   */
  public Topology(Connection connection, RabbitMqOptions options, String queue) {
    this.connection = connection;
    this.options = options;
    this.queue = queue;
  }

  /**
   * Makes what is missing, or finds out that something is.
   *
   * @return whether the queue may lose messages, because somebody else made it with a delivery
   *     limit
   * @throws IOException with the broker's words
   */
  public boolean prepare() throws IOException, TimeoutException {
    if (options.topology() == RabbitMqOptions.Topology.CHECK) {
      check();
      return false;
    }
    exchange(options.exchange());
    boolean limited = queue(queue);
    try (Channel channel = connection.createChannel()) {
      for (String key : options.routingKeys()) {
        channel.queueBind(queue, options.exchange(), key);
      }
    }
    publishing();
    return limited;
  }

  /** Makes what we publish to, unless it is only to be looked for. */
  public void publishing() throws IOException, TimeoutException {
    if (options.topology() == RabbitMqOptions.Topology.CHECK) {
      return;
    }
    String dead = options.deadLetterExchange();
    exchange(dead);
    boolean unused = queue(dead);
    try (Channel channel = connection.createChannel()) {
      channel.queueBind(dead, dead, ALL);
    }
    if (!options.replies().isEmpty()) {
      exchange(options.replies());
    }
  }

  /** Takes back bindings that another configuration had and this one has not. */
  public void unbind(RabbitMqOptions former) throws IOException, TimeoutException {
    try (Channel channel = connection.createChannel()) {
      for (String key : former.routingKeys()) {
        if (!options.routingKeys().contains(key)) {
          channel.queueUnbind(queue, options.exchange(), key);
        }
      }
    }
  }

  private void check() throws IOException, TimeoutException {
    try (Channel channel = connection.createChannel()) {
      channel.exchangeDeclarePassive(options.exchange());
      channel.queueDeclarePassive(queue);
      channel.exchangeDeclarePassive(options.deadLetterExchange());
      if (!options.replies().isEmpty()) {
        channel.exchangeDeclarePassive(options.replies());
      }
    }
  }

  private void exchange(String name) throws IOException, TimeoutException {
    try (Channel channel = connection.createChannel()) {
      channel.exchangeDeclare(name, BuiltinExchangeType.TOPIC, true);
    }
  }

  private boolean queue(String name) throws IOException, TimeoutException {
    Map<String, Object> arguments = new HashMap<>();
    boolean quorum = options.queueType() == QueueType.QUORUM;
    arguments.put("x-queue-type", quorum ? "quorum" : "classic");
    if (name.equals(queue)) {
      arguments.put("x-single-active-consumer", true);
    }
    if (quorum && major() >= FIRST_WITH_LIMIT) {
      arguments.put(LIMIT, -1);
    }
    try {
      declare(name, arguments);
      return false;
    } catch (IOException e) {
      // One that was made before its broker had limits, or by somebody else, cannot be changed.
      if (!arguments.containsKey(LIMIT) || !complainsOf(LIMIT, e)) {
        throw e;
      }
    }
    arguments.remove(LIMIT);
    declare(name, arguments);
    return true;
  }

  private void declare(String name, Map<String, Object> arguments)
      throws IOException, TimeoutException {
    try (Channel channel = connection.createChannel()) {
      channel.queueDeclare(name, true, false, false, arguments);
    }
  }

  private static boolean complainsOf(String argument, IOException failure) {
    return failure.getCause() instanceof ShutdownSignalException signal
        && signal.getReason() instanceof AMQP.Channel.Close close
        && close.getReplyText().contains(argument);
  }

  private int major() {
    Object version = connection.getServerProperties().get("version");
    String digits = String.valueOf(version).replaceAll("\\..*", "");
    return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 0;
  }
}
