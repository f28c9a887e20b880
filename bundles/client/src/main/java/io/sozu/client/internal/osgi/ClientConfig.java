package io.sozu.client.internal.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The keys of a configuration {@code io.sozu.client~NAME}; an underscore stands for a dot. Defaults
 * are those of {@link io.sozu.client.ClientOptions}, held together by {@code
 * ConfigurationKeysTest}.
 */
@SuppressWarnings("MemberName") // OSGi maps an underscore to the dot of a key.
@ObjectClassDefinition(
    name = "Sōzu client",
    description = "One Sōzu that the connectors talk to. Times have a unit: 250ms, 10s, 5m.")
@interface ClientConfig {
  @AttributeDefinition(
      name = "Instance",
      description = "Name of the Sōzu instance; connectors and metrics refer to it.")
  String sozu_instance() default "main";

  @AttributeDefinition(
      name = "Sōzu's TOML",
      description =
          "Path of Sōzu's own configuration: socket and buffer sizes come from it. This or socket.",
      required = false)
  String sozu_config() default "";

  @AttributeDefinition(
      name = "Command socket",
      description = "Path of Sōzu's command socket, when not taken from its TOML.",
      required = false)
  String socket() default "";

  @AttributeDefinition(
      name = "Longest frame",
      description =
          "Sōzu's max_command_buffer_size in bytes; 0 takes it from the TOML, or Sōzu's default of"
              + " 2000000.")
  int max_frame() default 0;

  @AttributeDefinition(name = "Connections", description = "Most connections of the pool, 1 to 64.")
  int connections() default 4;

  @AttributeDefinition(
      name = "Waiting calls",
      description = "Most calls that wait for a connection; more are refused.")
  int max_waiting() default 1024;

  @AttributeDefinition(
      name = "Request timeout",
      description = "Until when an answer must have come; above the 10 s that Sōzu gives workers.")
  String request_timeout() default "12s";

  @AttributeDefinition(
      name = "First reconnection pause",
      description = "First pause before connecting again.")
  String reconnect_min() default "50ms";

  @AttributeDefinition(
      name = "Longest reconnection pause",
      description = "Longest pause before connecting again.")
  String reconnect_max() default "5s";

  @AttributeDefinition(
      name = "Exchange folder",
      description =
          "Folder for state files that Sōzu and we exchange, on a file system that both see; empty"
              + " is a private folder in /dev/shm or in the folder of temporary files.",
      required = false)
  String exchange_dir() default "";

  @AttributeDefinition(
      name = "State file",
      description =
          "File that Sōzu's state is saved to after changes and a quiet moment (30 s at most), and"
              + " before the client closes, on a file system"
              + " that both see; private keys are in it; empty is never.",
      required = false)
  String state_save() default "";

  @AttributeDefinition(
      name = "Sōzu's user",
      description = "User that Sōzu must run as, name or number; empty is no check.",
      required = false)
  String peer_user() default "";

  @AttributeDefinition(name = "Event buffer", description = "Events kept for each subscriber.")
  int event_buffer() default 1024;

  @AttributeDefinition(
      name = "Metrics piece time",
      description =
          "How long a worker may be busy with one piece of metrics; half of it while traffic passes.")
  String metrics_piece_time() default "2ms";
}
