package io.sozu.itests.brokers;

import io.sozu.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The private folder of one RabbitMQ: configuration, data, log and the cookie that its tools
 * present.
 *
 * @param path of the folder
 * @param amqp where it listens
 * @param amqps where it listens for TLS, if at all
 * @param node port of the Erlang node
 * @param mapper port of its port mapper
 */
record RabbitMqFolder(
    Path path,
    InetSocketAddress amqp,
    InetSocketAddress amqps,
    InetSocketAddress node,
    InetSocketAddress mapper) {
  /** Erlang's way to say 127.0.0.1, for the traffic between its nodes and tools. */
  private static final String LOOPBACK = "-kernel inet_dist_use_interface {127,0,0,1}";

  static RabbitMqFolder create(RabbitMqServer.@Nullable Tls tls) {
    try {
      Path path =
          Files.createTempDirectory(
              "sozu-rabbitmq",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      RabbitMqFolder folder =
          new RabbitMqFolder(
              path, FreePorts.next(), FreePorts.next(), FreePorts.next(), FreePorts.next());
      Files.writeString(path.resolve("rabbitmq.conf"), folder.configuration(tls));
      Files.writeString(path.resolve("env.conf"), "");
      Files.writeString(path.resolve("plugins"), "[].\n");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path log() {
    return path.resolve("rabbitmq.log");
  }

  String logged() {
    try {
      return Files.exists(log())
          ? new String(Files.readAllBytes(log()), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the server and its tools find everything by.
   *
   * @param toolPort where a tool listens while it runs
   */
  Map<String, String> environment(int toolPort) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", path.toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("RABBITMQ_NODENAME", "sozu" + node.getPort() + "@localhost");
    environment.put("RABBITMQ_DIST_PORT", String.valueOf(node.getPort()));
    environment.put("ERL_EPMD_PORT", String.valueOf(mapper.getPort()));
    environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
    environment.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", LOOPBACK);
    environment.put("RABBITMQ_CTL_ERL_ARGS", LOOPBACK);
    environment.put("RABBITMQ_CTL_DIST_PORT_MIN", String.valueOf(toolPort));
    environment.put("RABBITMQ_CTL_DIST_PORT_MAX", String.valueOf(toolPort));
    environment.put("RABBITMQ_CONFIG_FILE", path.resolve("rabbitmq.conf").toString());
    environment.put("RABBITMQ_CONF_ENV_FILE", path.resolve("env.conf").toString());
    environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", path.resolve("plugins").toString());
    environment.put("RABBITMQ_MNESIA_BASE", path.resolve("data").toString());
    environment.put("RABBITMQ_LOG_BASE", path.resolve("logs").toString());
    environment.put("RABBITMQ_PID_FILE", path.resolve("pid").toString());
    return environment;
  }

  private String configuration(RabbitMqServer.@Nullable Tls tls) {
    String plain =
        """
        listeners.tcp.1 = 127.0.0.1:%d
        log.file = false
        log.console = true
        log.console.level = info
        disk_free_limit.absolute = 50MB
        # The default of 512 MiB would stay in memory and on disk for each of many short tests.
        raft.wal_max_size_bytes = 67108864
        """
            .formatted(amqp.getPort());
    return tls == null
        ? plain
        : plain
            + """
            listeners.ssl.1 = 127.0.0.1:%d
            ssl_options.cacertfile = %s
            ssl_options.certfile = %s
            ssl_options.keyfile = %s
            ssl_options.verify = %s
            ssl_options.fail_if_no_peer_cert = %s
            """
                .formatted(
                    amqps.getPort(),
                    tls.authority(),
                    tls.certificate(),
                    tls.key(),
                    tls.clients() ? "verify_peer" : "verify_none",
                    tls.clients());
  }

  void delete() {
    try (Stream<Path> paths = Files.walk(path)) {
      paths.sorted(Comparator.reverseOrder()).forEach(found -> found.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
