package io.sozu.pulsar.internal.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The keys of a configuration {@code io.sozu.pulsar~NAME}, for consoles; an underscore stands for a
 * dot. Defaults are those of {@link io.sozu.pulsar.PulsarOptions}, held together by {@code
 * ConfigurationKeysTest}.
 */
@SuppressWarnings("MemberName") // OSGi maps an underscore to the dot of a key.
@ObjectClassDefinition(
    name = "Sōzu Pulsar connector",
    description =
        "What is published to Pulsar topics is applied to a Sōzu. Times have a unit: 250ms, 10s,"
            + " 5m.")
@interface PulsarConfig {
  @AttributeDefinition(
      description = "where the brokers are: pulsar://host:port, or pulsar+ssl:// for TLS")
  String service_url();

  @AttributeDefinition(
      description = "topics that are listened to, with or without partitions; or topics.pattern")
  String[] topics() default {};

  @AttributeDefinition(
      description =
          "regular expression of topics of one namespace, persistent://tenant/namespace/expression;"
              + " topics that end with -dead are left out")
  String topics_pattern() default "";

  @AttributeDefinition(
      description =
          "subscription of this Sōzu; empty is sozu- and the name of the instance, so that each gets"
              + " every message")
  String subscription() default "";

  @AttributeDefinition(
      description =
          "how connectors share a subscription: failover (one works, others stand by) or key-shared"
              + " (each has some of the keys)")
  String subscription_type() default "failover";

  @AttributeDefinition(
      description =
          "where a new subscription begins: earliest (with all that the topic still has) or latest")
  String start() default "earliest";

  @AttributeDefinition(
      description =
          "topic for messages that Sōzu refused; empty is their topic, -, the subscription and -dead")
  String dead_letter_topic() default "";

  @AttributeDefinition(description = "topic for one result a message; empty is none")
  String replies() default "";

  @AttributeDefinition(
      description =
          "most messages of a topic or partition that are read ahead; memory must hold so many of"
              + " the longest")
  int receiver_queue() default 64;

  @AttributeDefinition(
      description =
          "what a Sōzu gets that is new or came back with an old state: none, or compacted (what the"
              + " compacted topic says)")
  String replay() default "none";

  @AttributeDefinition(
      description =
          "PEM file with what the broker's certificate must be signed by; empty trusts what the JVM"
              + " does")
  String tls_trust_file() default "";

  @AttributeDefinition(description = "PEM file with our certificate; empty is none")
  String tls_certificate_file() default "";

  @AttributeDefinition(description = "PEM file with its key (PKCS #8, without a password)")
  String tls_key_file() default "";

  @AttributeDefinition(
      description = "whether the broker's certificate is checked; false is shown in the health")
  boolean tls_verify() default true;

  @AttributeDefinition(
      description = "whether it must be for the broker's host; false is shown in the health")
  boolean tls_hostname_verify() default true;

  @AttributeDefinition(
      description = "file with the token, read again for each connection; empty is none")
  String token_file() default "";

  @AttributeDefinition(description = "variable of the environment with the token; empty is none")
  String token_env() default "";

  @AttributeDefinition(
      description = "class of Pulsar's that authenticates in another way; empty is none")
  String auth_plugin() default "";

  @AttributeDefinition(description = "its parameters", type = AttributeType.PASSWORD)
  String auth_params() default "";

  @AttributeDefinition(description = "most requests of one batch")
  int batch_requests() default 3_000;

  @AttributeDefinition(description = "most bytes of messages in one batch")
  int batch_bytes() default 4_000_000;

  @AttributeDefinition(description = "most messages that are taken and not settled")
  int unsettled() default 10_000;

  @AttributeDefinition(description = "most bytes of them")
  long unsettled_bytes() default 32_000_000;

  @AttributeDefinition(description = "first pause before an unknown outcome is tried again")
  String retry_min() default "100ms";

  @AttributeDefinition(description = "longest such pause")
  String retry_max() default "30s";

  @AttributeDefinition(
      description =
          "request kinds that are accepted, such as AddCluster; empty is every change of"
              + " configuration")
  String[] kinds() default {};

  @AttributeDefinition(description = "prefixes of cluster ids that may be named; empty is any")
  String[] cluster_prefixes() default {};

  @AttributeDefinition(
      description = "removals of a batch above this share of what Sōzu has are held; 100% is never")
  String removal_max() default "10%";

  @AttributeDefinition(description = "so many removals of a batch are never held")
  int removal_least() default 10;

  @AttributeDefinition(description = "whether nothing is applied for now")
  boolean paused() default false;

  @AttributeDefinition(description = "whether messages are only looked at, and stay where they are")
  boolean dry_run() default false;

  @AttributeDefinition(description = "how long after its publication a message is applied")
  String delay() default "0s";

  @AttributeDefinition(
      description =
          "what must be true before a message is acknowledged: applied, or saved (needs state.save of"
              + " the client)")
  String acknowledge_after() default "applied";

  @AttributeDefinition(description = "which Sōzu, as a filter of its service")
  String sozu_target() default "(sozu.instance=main)";
}
