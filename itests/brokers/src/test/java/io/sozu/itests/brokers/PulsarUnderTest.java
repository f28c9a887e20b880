package io.sozu.itests.brokers;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.intake.Brake;
import io.sozu.intake.IntakeOptions;
import io.sozu.pulsar.PulsarConnector;
import io.sozu.pulsar.PulsarOptions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pulsar with a topic, and a namespace for dead letters, of one test. */
final class PulsarUnderTest implements BrokerUnderTest {
  private static final Pattern BACKLOG = Pattern.compile("\"msgBacklog\" ?: ?(\\d+)");

  /** The address of the broker that is the broker's own. */
  private static final String DIRECT = "direct";

  private final PulsarServer server;
  private final TcpProxy proxy;
  private final String name;
  private final PulsarTopics topics;

  PulsarUnderTest(PulsarServer server, TcpProxy proxy, String name) {
    this.server = server;
    this.proxy = proxy;
    this.name = name;
    this.topics = new PulsarTopics(server.url(), DIRECT);
  }

  /**
   * Settings of a server that tells clients the proxy's address, or they would go past it. Only the
   * test itself does, whose connections nobody is to cut.
   */
  static Map<String, String> behind(TcpProxy proxy) {
    return Map.of(
        "advertisedListeners",
        "proxied:" + url(proxy) + "," + DIRECT + ":pulsar://127.0.0.1:{port}");
  }

  private static String url(TcpProxy proxy) {
    return "pulsar://127.0.0.1:" + proxy.port();
  }

  private static PulsarOptions.Builder options(String url, String name) {
    return PulsarOptions.builder(url)
        .topics(List.of(name))
        .deadLetterTopic(dead(name))
        .replies(name + "-replies");
  }

  private static String dead(String name) {
    return "persistent://public/" + name + "/dead";
  }

  @Override
  public Opener opener() {
    return new Opener(Opener.Kind.PULSAR, url(proxy), name);
  }

  @Override
  public void prepare() {
    if (!server.admin().namespaces("public").contains("public/" + name)) {
      acceptDeadLetters();
    }
  }

  /** The connector of a test of this name. */
  static Running open(String url, String name, SozuClient sozu, IntakeOptions intake) {
    PulsarOptions.Builder options = options(url, name);
    PulsarConnector connector = PulsarConnector.open(sozu, options.intake(intake).build());
    return new Running() {
      @Override
      public ConnectorStatus status() {
        return connector.status();
      }

      @Override
      public Brake brake() {
        return connector.brake();
      }

      @Override
      public void use(IntakeOptions changed) {
        connector.use(options.intake(changed).build());
      }

      @Override
      public void close() {
        connector.close();
      }
    };
  }

  @Override
  public void publish(List<Published> messages) {
    topics.publish(name, messages);
  }

  @Override
  public List<Found> deadLetters() {
    return topics.all(dead(name));
  }

  @Override
  public List<Found> replies() {
    return topics.all(name + "-replies");
  }

  @Override
  public long backlog() {
    Matcher told = BACKLOG.matcher(server.admin().stats("public/default/" + name));
    return told.find() ? Long.parseLong(told.group(1)) : 0;
  }

  @Override
  public void refuseDeadLetters() {
    server.admin().deleteNamespace("public/" + name);
  }

  @Override
  public void acceptDeadLetters() {
    server.admin().createNamespace("public/" + name);
  }

  @Override
  public void restart() {
    server.restart();
  }

  @Override
  public void kill() {
    server.kill9();
    server.start();
  }

  @Override
  public void cutConnections() {
    proxy.cut();
  }

  @Override
  public void close() {
    topics.close();
    server.admin().deleteTopic("public/default/" + name);
    server.admin().deleteNamespace("public/" + name);
  }
}
