package io.sozu.pulsar.internal;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.intake.Brake;
import io.sozu.intake.ConnectorLife;
import io.sozu.intake.Intake;
import io.sozu.intake.IntakeStatus;
import io.sozu.intake.Result;
import io.sozu.intake.Source;
import io.sozu.pulsar.PulsarConnector;
import io.sozu.pulsar.PulsarOptions;
import io.sozu.pulsar.internal.consume.Consumption;
import io.sozu.pulsar.internal.consume.Delivery;
import io.sozu.pulsar.internal.publish.Outlet;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What consumes, the intake, and what publishes, put together. */
public final class Connector implements PulsarConnector, ConnectorLife.Running<PulsarOptions> {
  /** Name of this kind of connector. */
  public static final String KIND = "pulsar";

  /** Leaves a bundle that must stop within 10 s enough to close its connections. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final IntakeStatus status;
  private final Outlet outlet;
  private final Intake<Delivery> intake;
  private final Consumption consumption;

  /** The intake may ask for something before all of this is made. */
  private final CompletableFuture<Void> begun = new CompletableFuture<>();

  private PulsarOptions options;
  private boolean closed;

  private Connector(SozuClient sozu, PulsarOptions options, IntakeStatus status) {
    String instance = sozu.instance();
    this.options = options;
    this.status = status;
    this.outlet = new Outlet(instance, options);
    this.intake = Intake.open(sozu, KIND, new Broker(), options.intake());
    this.consumption = new Consumption(sozu, intake, outlet, options, status);
  }

  /** One with a status of its own. */
  public static Connector open(SozuClient sozu, PulsarOptions options) {
    IntakeStatus status = new IntakeStatus(KIND, sozu.instance());
    Connector connector = open(sozu, options, status);
    status.accepted();
    return connector;
  }

  /** One that tells how it is by a status that was there before it, and will be after it. */
  public static Connector open(SozuClient sozu, PulsarOptions options, IntakeStatus status) {
    Connector connector = new Connector(sozu, options, status);
    status.follow(connector.intake);
    connector.warn();
    connector.consumption.start();
    connector.begun.complete(null);
    return connector;
  }

  /** In the health for as long as it is so, because nobody should get used to it. */
  private void warn() {
    status.warn("tls", options.tls().warning());
  }

  @Override
  public synchronized void use(PulsarOptions fresh) {
    if (closed) {
      return;
    }
    PulsarOptions before = options;
    options = fresh;
    warn();
    intake.use(fresh.intake());
    if (!fresh.sameBroker(before)) {
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
    status.broker(false, "closed");
  }

  /** The intake's view of all this; runs on the intake's thread. */
  private final class Broker implements Source<Delivery> {
    @Override
    public void acknowledge(Delivery last) {
      consumption.settled(last);
    }

    @Override
    public CompletionStage<?> deadLetter(Delivery delivery, Result result) {
      return outlet.deadLetter(delivery, result);
    }

    @Override
    public CompletionStage<?> restore(SozuClient sozu) {
      return begun.thenCompose(any -> consumption.restore());
    }

    @Override
    public CompletionStage<?> reply(Delivery delivery, Result result) {
      return outlet.repliesWanted() ? outlet.reply(delivery, result) : NOTHING_TO_TELL;
    }
  }
}
