package io.sozu.itests.brokers;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.intake.Brake;
import io.sozu.intake.IntakeOptions;
import io.sozu.pulsar.PulsarConnector;
import io.sozu.pulsar.PulsarOptions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pulsar with a topic, and a namespace for dead letters, of one test. */
final class PulsarUnderTest implements BrokerUnderTest {
  private static final Pattern BACKLOG = Pattern.compile("\"msgBacklog\" ?: ?(\\d+)");

  private final ProxiedPulsar pulsar;
  private final PulsarAdmin admin;
  private final String name;
  private final PulsarTopics topics;

  PulsarUnderTest(ProxiedPulsar pulsar, String name) {
    this.pulsar = pulsar;
    this.admin = pulsar.server().admin();
    this.name = name;
    this.topics = pulsar.topics();
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
    return new Opener(Opener.Kind.PULSAR, pulsar.url(), name);
  }

  @Override
  public void prepare() {
    if (!admin.namespaces("public").contains("public/" + name)) {
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
    Matcher told = BACKLOG.matcher(admin.stats("public/default/" + name));
    return told.find() ? Long.parseLong(told.group(1)) : 0;
  }

  @Override
  public void refuseDeadLetters() {
    admin.deleteNamespace("public/" + name);
  }

  @Override
  public void acceptDeadLetters() {
    admin.createNamespace("public/" + name);
  }

  @Override
  public void restart() {
    pulsar.server().restart();
  }

  @Override
  public void kill() {
    pulsar.server().kill9();
    pulsar.server().start();
  }

  @Override
  public void cutConnections() {
    pulsar.cut();
  }

  @Override
  public void close() {
    topics.leave(name);
    admin.deleteTopic("public/default/" + name);
    admin.deleteNamespace("public/" + name);
  }
}
