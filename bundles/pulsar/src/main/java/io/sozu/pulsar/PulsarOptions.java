package io.sozu.pulsar;

import io.sozu.client.config.Check;
import io.sozu.client.config.Secret;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.TlsOptions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How a Pulsar connector works. Immutable; {@link Builder#build()} checks every value and names the
 * key, the value and what is allowed.
 *
 * @param serviceUrl where the brokers are: {@code pulsar://host:port}, or {@code pulsar+ssl://} for
 *     TLS; several hosts with commas
 * @param topics names of topics that are listened to, with or without partitions; empty if there is
 *     a pattern
 * @param topicsPattern regular expression of the names of all topics of one namespace that are
 *     listened to, {@code persistent://tenant/namespace/expression}; topics whose name ends with
 *     {@code -dead} never are. Empty if there are topics
 * @param subscription name of the subscription; each Sōzu instance has its own, so that each gets
 *     every message. Empty is {@code sozu-} and the instance's name
 * @param subscriptionType how connectors share a subscription. Default {@link Type#FAILOVER}
 * @param start where a subscription that is new begins. Default {@link Start#EARLIEST}: a new
 *     instance needs all of the configuration that the topic still has, not only its next change
 * @param deadLetterTopic topic for what Sōzu refused. Empty is the name of the topic that the
 *     message was in, {@code -}, the subscription and {@code -dead}
 * @param replies topic for one result a message; empty is none
 * @param receiverQueue most messages of a topic or partition that are read ahead; memory must hold
 *     so many of the longest. Default {@value #DEFAULT_RECEIVER_QUEUE}: more was not faster
 * @param replay what a Sōzu gets that is met for the first time or was replaced. Default {@link
 *     Replay#NONE}
 * @param tls how TLS is spoken
 * @param token what we show the broker to say who we are; none is nothing
 * @param authPlugin class of Pulsar's that authenticates in another way; empty is none
 * @param authParams its parameters, as it wants them written
 * @param intake how messages are applied
 */
public record PulsarOptions(
    String serviceUrl,
    List<String> topics,
    String topicsPattern,
    String subscription,
    Type subscriptionType,
    Start start,
    String deadLetterTopic,
    String replies,
    int receiverQueue,
    Replay replay,
    TlsOptions tls,
    Secret token,
    String authPlugin,
    Secret authParams,
    IntakeOptions intake) {
  public static final int DEFAULT_RECEIVER_QUEUE = 64;

  /** How several connectors share one subscription. */
  public enum Type {
    /** One of them gets all messages of a topic or partition, in order; the others stand by. */
    FAILOVER,
    /**
     * Each gets some of the keys. An instance then gets only some of the messages, so it is for
     * several connectors of one Sōzu, or for proxies that share the work by key. Producers that
     * batch must batch by key.
     */
    KEY_SHARED
  }

  /** Where a new subscription begins. */
  public enum Start {
    /** With the oldest message that the topic still has. */
    EARLIEST,
    /** With the first message that is published after it. */
    LATEST
  }

  /** What a Sōzu gets that is met for the first time or was replaced by another process. */
  public enum Replay {
    /** What is published from now on, or was not acknowledged. */
    NONE,
    /**
     * What the topic, compacted, says it should have. Each message's key then names a document: its
     * value replaces the key's former value, and a message without a body removes what was there.
     * Needs {@code cluster.prefixes} to remove what no key mentions.
     */
    COMPACTED
  }

  public PulsarOptions {
    topics = List.copyOf(topics);
  }

  /** A builder for the brokers at this URL, with every other option at its default. */
  public static Builder builder(String serviceUrl) {
    return new Builder(serviceUrl);
  }

  /** Whether the two differ at most in what only the intake needs. */
  public boolean sameBroker(PulsarOptions other) {
    return withIntake(other.intake).equals(other);
  }

  /** Whether the two listen to the same messages. */
  public boolean sameMessages(PulsarOptions other) {
    return serviceUrl.equals(other.serviceUrl)
        && topics.equals(other.topics)
        && topicsPattern.equals(other.topicsPattern)
        && subscription.equals(other.subscription)
        && subscriptionType == other.subscriptionType
        && replay == other.replay;
  }

  /** Whether the compacted topics say what a Sōzu has. */
  public boolean isReplayed() {
    return replay == Replay.COMPACTED;
  }

  /** The name of the subscription that an instance of Sōzu has. */
  public String subscriptionOf(String instance) {
    return subscription.isEmpty() ? "sozu-" + instance : subscription;
  }

  private PulsarOptions withIntake(IntakeOptions other) {
    return new PulsarOptions(
        serviceUrl,
        topics,
        topicsPattern,
        subscription,
        subscriptionType,
        start,
        deadLetterTopic,
        replies,
        receiverQueue,
        replay,
        tls,
        token,
        authPlugin,
        authParams,
        other);
  }

  /** Collects options; each method names the component of {@link PulsarOptions} that it sets. */
  public static final class Builder {
    private static final Pattern URL =
        Pattern.compile("pulsar(\\+ssl)?://[^/@\\s,]+(,[^/@\\s,]+)*/?");
    private static final Pattern TOPIC =
        Pattern.compile("((persistent://)?[^/:\\s]+/[^/\\s]+/)?[^/:\\s]+");

    private final String serviceUrl;
    private List<String> topics = List.of();
    private String topicsPattern = "";
    private String subscription = "";
    private Type subscriptionType = Type.FAILOVER;
    private Start start = Start.EARLIEST;
    private String deadLetterTopic = "";
    private String replies = "";
    private int receiverQueue = DEFAULT_RECEIVER_QUEUE;
    private Replay replay = Replay.NONE;
    private TlsOptions tls = TlsOptions.defaults();
    private Secret token = Secret.none("token");
    private String authPlugin = "";
    private Secret authParams = Secret.none("auth.params");
    private IntakeOptions intake = IntakeOptions.defaults();

    private Builder(String serviceUrl) {
      this.serviceUrl = serviceUrl;
    }

    public Builder topics(List<String> value) {
      topics = value;
      return this;
    }

    public Builder topicsPattern(String value) {
      topicsPattern = value;
      return this;
    }

    public Builder subscription(String value) {
      subscription = value;
      return this;
    }

    public Builder subscriptionType(Type value) {
      subscriptionType = value;
      return this;
    }

    public Builder start(Start value) {
      start = value;
      return this;
    }

    public Builder deadLetterTopic(String value) {
      deadLetterTopic = value;
      return this;
    }

    public Builder replies(String value) {
      replies = value;
      return this;
    }

    public Builder receiverQueue(int value) {
      receiverQueue = value;
      return this;
    }

    public Builder replay(Replay value) {
      replay = value;
      return this;
    }

    public Builder tls(TlsOptions value) {
      tls = value;
      return this;
    }

    public Builder token(Secret value) {
      token = value;
      return this;
    }

    public Builder authPlugin(String value) {
      authPlugin = value;
      return this;
    }

    public Builder authParams(Secret value) {
      authParams = value;
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
    public PulsarOptions build() {
      Check.that(
          URL.matcher(serviceUrl).matches(),
          "service.url",
          serviceUrl,
          "pulsar://host:port, or pulsar+ssl:// for TLS");
      Check.that(
          serviceUrl.startsWith("pulsar+ssl:") || tls.equals(TlsOptions.defaults()),
          "service.url",
          serviceUrl,
          "pulsar+ssl:// for the keys that begin with tls.");
      Check.between("receiver.queue", receiverQueue, 1, 100_000);
      Check.that(
          replay == Replay.NONE || subscriptionType == Type.FAILOVER,
          "replay",
          "compacted",
          "none with a subscription that is key-shared, as no connector has all keys then");
      checkTopics();
      checkAuthentication();
      return new PulsarOptions(
          serviceUrl,
          topics,
          topicsPattern,
          subscription,
          subscriptionType,
          start,
          deadLetterTopic,
          replies,
          receiverQueue,
          replay,
          tls,
          token,
          authPlugin,
          authParams,
          intake);
    }

    private void checkTopics() {
      Check.that(
          topics.isEmpty() != topicsPattern.isEmpty(),
          "topics",
          String.join(",", topics),
          "given, or topics.pattern, and not both");
      topics.forEach(topic -> topic("topics", topic));
      try {
        Pattern.compile(topicsPattern);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "topics.pattern=" + topicsPattern + ": must be a regular expression: " + e.getMessage(),
            e);
      }
      ownTopic("dead.letter.topic", deadLetterTopic);
      ownTopic("replies", replies);
    }

    /** What is published there would come back to us, and again. */
    private void ownTopic(String key, String topic) {
      if (!topic.isEmpty()) {
        topic(key, topic);
        Check.that(!topics.contains(topic), key, topic, "none of topics");
      }
    }

    private static void topic(String key, String topic) {
      Check.that(
          TOPIC.matcher(topic).matches(),
          key,
          topic,
          "a persistent topic, name or persistent://tenant/namespace/name");
    }

    private void checkAuthentication() {
      Check.that(
          !token.isPresent() || authPlugin.isEmpty(),
          "auth.plugin",
          authPlugin,
          "absent when there is a token");
      Check.that(
          !authPlugin.endsWith(".AuthenticationTls"),
          "auth.plugin",
          authPlugin,
          "absent: tls.certificate.file and tls.key.file authenticate by certificate");
      Check.that(
          !authParams.isPresent() || !authPlugin.isEmpty(),
          "auth.params",
          authParams,
          "absent without auth.plugin");
    }
  }
}
