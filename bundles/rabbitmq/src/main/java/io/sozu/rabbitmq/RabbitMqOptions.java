package io.sozu.rabbitmq;

import io.sozu.client.config.Check;
import io.sozu.client.config.Secret;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.TlsOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * How a RabbitMQ connector works. Immutable; {@link Builder#build()} checks every value and names
 * the key, the value and what is allowed.
 *
 * @param uri where the broker is: {@code amqp://host:port/vhost}, or {@code amqps://} for TLS. It
 *     may have user and password, which {@code username} and {@code password} override
 * @param username user of the broker; empty is the URI's, or guest
 * @param password where the password is; none is the URI's, or guest
 * @param exchange topic exchange that is listened to. Default {@value #DEFAULT_EXCHANGE}
 * @param routingKeys patterns of the routing keys that are wanted. Default {@code #}, all
 * @param queue where messages wait; each Sōzu instance has its own, so that each gets every
 *     message. Empty is {@code sozu-} and the instance's name
 * @param queueType how a queue that is made keeps its messages. Default {@link QueueType#QUORUM}
 * @param prefetch most messages that are delivered and not acknowledged. Default {@value
 *     #DEFAULT_PREFETCH}
 * @param deadLetterExchange exchange for what Sōzu refused. Default {@value #DEFAULT_DEAD_LETTER}
 * @param replies exchange for one result a message; empty is none
 * @param topology whether exchanges and queues are made. Default {@link Topology#DECLARE}
 * @param tls how TLS is spoken
 * @param intake how messages are applied
 */
public record RabbitMqOptions(
    URI uri,
    String username,
    Secret password,
    String exchange,
    List<String> routingKeys,
    String queue,
    QueueType queueType,
    int prefetch,
    String deadLetterExchange,
    String replies,
    Topology topology,
    TlsOptions tls,
    IntakeOptions intake) {
  public static final String DEFAULT_EXCHANGE = "sozu";
  public static final List<String> DEFAULT_ROUTING_KEYS = List.of("#");
  public static final int DEFAULT_PREFETCH = 6_000;
  public static final String DEFAULT_DEAD_LETTER = "sozu-dead";

  /** How a queue keeps its messages. */
  public enum QueueType {
    /** On several nodes of a cluster, written before it is confirmed. */
    QUORUM,
    /** On one node. */
    CLASSIC
  }

  /** What is done about exchanges and queues. */
  public enum Topology {
    /**
     * Exchanges, queues and bindings that are missing are made; those that are there must be as we
     * would make them.
     */
    DECLARE,
    /**
     * Exchanges and queues must be there, as somebody else made them; nothing is changed. Bindings
     * cannot be asked for. The queue must have a single active consumer and no delivery limit.
     */
    CHECK
  }

  public RabbitMqOptions {
    routingKeys = List.copyOf(routingKeys);
  }

  /** A builder for the broker at this URI, with every other option at its default. */
  public static Builder builder(String uri) {
    return new Builder(uri);
  }

  /** Whether the two differ at most in what only the intake needs. */
  public boolean sameBroker(RabbitMqOptions other) {
    return withIntake(other.intake).equals(other);
  }

  private RabbitMqOptions withIntake(IntakeOptions other) {
    return new RabbitMqOptions(
        uri,
        username,
        password,
        exchange,
        routingKeys,
        queue,
        queueType,
        prefetch,
        deadLetterExchange,
        replies,
        topology,
        tls,
        other);
  }

  /** Without passwords. */
  @Override
  public String toString() {
    return "RabbitMqOptions[uri="
        + Uris.hidden(uri.toString())
        + ", username="
        + username
        + ", password="
        + password
        + ", exchange="
        + exchange
        + ", routingKeys="
        + routingKeys
        + ", queue="
        + queue
        + ", queueType="
        + queueType
        + ", prefetch="
        + prefetch
        + ", deadLetterExchange="
        + deadLetterExchange
        + ", replies="
        + replies
        + ", topology="
        + topology
        + ", tls="
        + tls
        + ", intake="
        + intake
        + ']';
  }

  /** Collects options; each method names the component of {@link RabbitMqOptions} that it sets. */
  public static final class Builder {
    private final String uri;
    private String username = "";
    private Secret password = Secret.none("password");
    private String exchange = DEFAULT_EXCHANGE;
    private List<String> routingKeys = DEFAULT_ROUTING_KEYS;
    private String queue = "";
    private QueueType queueType = QueueType.QUORUM;
    private int prefetch = DEFAULT_PREFETCH;
    private String deadLetterExchange = DEFAULT_DEAD_LETTER;
    private String replies = "";
    private Topology topology = Topology.DECLARE;
    private TlsOptions tls = TlsOptions.defaults();
    private IntakeOptions intake = IntakeOptions.defaults();

    private Builder(String uri) {
      this.uri = uri;
    }

    public Builder username(String value) {
      username = value;
      return this;
    }

    public Builder password(Secret value) {
      password = value;
      return this;
    }

    public Builder exchange(String value) {
      exchange = value;
      return this;
    }

    public Builder routingKeys(List<String> value) {
      routingKeys = value;
      return this;
    }

    public Builder queue(String value) {
      queue = value;
      return this;
    }

    public Builder queueType(QueueType value) {
      queueType = value;
      return this;
    }

    public Builder prefetch(int value) {
      prefetch = value;
      return this;
    }

    public Builder deadLetterExchange(String value) {
      deadLetterExchange = value;
      return this;
    }

    public Builder replies(String value) {
      replies = value;
      return this;
    }

    public Builder topology(Topology value) {
      topology = value;
      return this;
    }

    public Builder tls(TlsOptions value) {
      tls = value;
      return this;
    }

    public Builder intake(IntakeOptions value) {
      intake = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException naming the key, the value and what is allowed
     */
    public RabbitMqOptions build() {
      URI parsed = Uris.parse(uri);
      name("exchange", exchange);
      name("dead.letter.exchange", deadLetterExchange);
      short255("queue", queue);
      short255("replies", replies);
      Check.that(!routingKeys.isEmpty(), "routing.keys", routingKeys, "at least one pattern");
      routingKeys.forEach(key -> short255("routing.keys", key));
      Check.between("prefetch", prefetch, 1, 65_535);
      // What is published there would come back to us, and again.
      Check.that(
          !deadLetterExchange.equals(exchange),
          "dead.letter.exchange",
          deadLetterExchange,
          "another one than exchange");
      Check.that(!replies.equals(exchange), "replies", replies, "another one than exchange");
      checkTls(parsed);
      return new RabbitMqOptions(
          parsed,
          username,
          password,
          exchange,
          routingKeys,
          queue,
          queueType,
          prefetch,
          deadLetterExchange,
          replies,
          topology,
          tls,
          intake);
    }

    private void checkTls(URI parsed) {
      Check.that(
          Objects.equals(parsed.getScheme(), "amqps") || tls.equals(TlsOptions.defaults()),
          "uri",
          Uris.hidden(uri),
          "amqps:// for the keys that begin with tls.");
    }

    private static void name(String key, String value) {
      Check.that(!value.isBlank(), key, value, "a name");
      short255(key, value);
    }

    private static void short255(String key, String value) {
      Check.that(
          value.getBytes(StandardCharsets.UTF_8).length <= 255, key, value, "at most 255 bytes");
    }
  }
}
