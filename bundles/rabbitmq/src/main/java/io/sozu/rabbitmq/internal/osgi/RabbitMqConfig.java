package io.sozu.rabbitmq.internal.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The keys of a configuration {@code io.sozu.rabbitmq~NAME}, for consoles; an underscore stands for
 * a dot. Defaults are those of {@link io.sozu.rabbitmq.RabbitMqOptions}, held together by {@code
 * ConfigurationKeysTest}.
 */
@SuppressWarnings("MemberName") // OSGi maps an underscore to the dot of a key.
@ObjectClassDefinition(
    name = "Sōzu RabbitMQ connector",
    description =
        "What is published to a RabbitMQ exchange is applied to a Sōzu. Times have a unit: 250ms,"
            + " 10s, 5m.")
@interface RabbitMqConfig {
  @AttributeDefinition(
      description =
          "where the broker is: amqp://host:port/vhost, or amqps:// for TLS; the password is better"
              + " in a file")
  String uri();

  @AttributeDefinition(description = "user of the broker; empty is the URI's, or guest")
  String username() default "";

  @AttributeDefinition(
      description = "file with the password, read again for each connection; empty is none")
  String password_file() default "";

  @AttributeDefinition(description = "variable of the environment with the password; empty is none")
  String password_env() default "";

  @AttributeDefinition(description = "topic exchange that is listened to")
  String exchange() default "sozu";

  @AttributeDefinition(description = "patterns of the routing keys that are wanted")
  String[] routing_keys() default {"#"};

  @AttributeDefinition(
      description = "queue of this Sōzu; empty is sozu- and the name of the instance")
  String queue() default "";

  @AttributeDefinition(description = "how a queue that is made keeps messages: quorum or classic")
  String queue_type() default "quorum";

  @AttributeDefinition(
      description =
          "most messages that are delivered and not acknowledged, 1 to 65535; it is never lowered"
              + " while the connector runs")
  int prefetch() default 6_000;

  @AttributeDefinition(
      description = "exchange for messages that Sōzu refused, and a queue of that name")
  String dead_letter_exchange() default "sozu-dead";

  @AttributeDefinition(description = "exchange for one result a message; empty is none")
  String replies() default "";

  @AttributeDefinition(
      description =
          "declare makes exchanges, queues and bindings that are missing, check changes nothing")
  String topology() default "declare";

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
