package io.sozu.rabbitmq.internal;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.intake.Brake;
import io.sozu.intake.ConnectorLife;
import io.sozu.intake.Intake;
import io.sozu.intake.IntakeStatus;
import io.sozu.intake.Result;
import io.sozu.intake.Source;
import io.sozu.rabbitmq.RabbitMqConnector;
import io.sozu.rabbitmq.RabbitMqOptions;
import io.sozu.rabbitmq.internal.consume.Consumption;
import io.sozu.rabbitmq.internal.consume.Delivery;
import io.sozu.rabbitmq.internal.publish.Outlet;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** What consumes, the intake, and what publishes, put together. */
public final class Connector implements RabbitMqConnector, ConnectorLife.Running<RabbitMqOptions> {
  /** Name of this kind of connector. */
  public static final String KIND = "rabbitmq";

  /** Leaves a bundle that must stop within 10 s enough to close its connections. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final IntakeStatus status;
  private final Outlet outlet;
  private final Intake<Delivery> intake;
  private final Consumption consumption;
  private RabbitMqOptions options;
  private boolean closed;

  private Connector(SozuClient sozu, RabbitMqOptions options, IntakeStatus status) {
    String instance = sozu.instance();
    this.options = options;
    this.status = status;
    this.outlet = new Outlet(instance, options, status);
    this.intake = Intake.open(sozu, KIND, new Broker(), options.intake());
    this.consumption = new Consumption(instance, intake, options, status);
  }

  /** One with a status of its own. */
  public static Connector open(SozuClient sozu, RabbitMqOptions options) {
    IntakeStatus status = new IntakeStatus(KIND, sozu.instance());
    Connector connector = open(sozu, options, status);
    status.accepted();
    return connector;
  }

  /** One that tells how it is by a status that was there before it, and will be after it. */
  public static Connector open(SozuClient sozu, RabbitMqOptions options, IntakeStatus status) {
    Connector connector = new Connector(sozu, options, status);
    connector.begin();
    return connector;
  }

  private void begin() {
    status.figure("broker.lag", outlet::length);
    status.follow(intake);
    warn();
    consumption.start();
  }

  /** In the health for as long as it is so, because nobody should get used to it. */
  private void warn() {
    status.warn("tls", options.tls().warning());
  }

  @Override
  public synchronized void use(RabbitMqOptions fresh) {
    if (closed) {
      return;
    }
    RabbitMqOptions before = options;
    options = fresh;
    warn();
    intake.use(fresh.intake());
    if (!fresh.sameBroker(before)) {
      outlet.use(fresh);
      consumption.use(fresh);
    }
  }

  @Override
  public ConnectorStatus status() {
    return status;
  }

  @Override
  public Brake brake() {
    return intake.brake();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    consumption.stop();
    intake.close(PATIENCE);
    consumption.close();
    outlet.close();
    status.broker(false, "closed");
  }

  /** The intake's view of all this; runs on the intake's thread. */
  private final class Broker implements Source<Delivery> {
    @Override
    public void acknowledge(Delivery last) {
      last.settled();
    }

    @Override
    public CompletionStage<?> deadLetter(Delivery delivery, Result result) {
      return outlet.deadLetter(delivery, result);
    }

    @Override
    public CompletionStage<?> reply(Delivery delivery, Result result) {
      return outlet.repliesWanted()
          ? outlet.reply(delivery, result)
          : Source.super.reply(delivery, result);
    }
  }
}
