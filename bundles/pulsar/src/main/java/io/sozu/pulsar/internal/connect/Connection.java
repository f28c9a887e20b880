package io.sozu.pulsar.internal.connect;

import io.sozu.lib.pulsar.TlsEngines;
import io.sozu.pulsar.PulsarOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pulsar.client.api.ClientBuilder;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.PulsarClientSharedResources;
import org.apache.pulsar.client.api.PulsarClientSharedResources.SharedResource;
import org.apache.pulsar.client.api.SizeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Pulsar client with threads of ours: named, and daemons. It reaches a broker only when something
 * is subscribed or produced.
 */
public final class Connection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** How long Pulsar tries by itself before a first connection fails and tells why. */
  private static final int OPERATION_SECONDS = 5;

  private static final int KEEP_ALIVE_SECONDS = 10;
  private static final long RECONNECT_MIN_MILLIS = 100;
  private static final long RECONNECT_MAX_MILLIS = 2_000;

  /** Bytes of dead letters and replies that are on their way; more fail and are tried again. */
  private static final long PUBLISHED_MEGABYTES = 32;

  /** Netty's threads listen for two more seconds before they end, and nobody waits for them. */
  private static final Duration GOODBYE = Duration.ofSeconds(3);

  private static final int SOME_MORE = 100;

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String name;
  private final PulsarClientSharedResources resources;
  private final PulsarClient client;
  private final String tls;

  private Connection(
      String name, PulsarClientSharedResources resources, PulsarClient client, String tls) {
    this.name = name;
    this.resources = resources;
    this.client = client;
    this.tls = tls;
  }

  /**
   * A connection. To be called by a daemon: the timer's thread is one if its maker is.
   *
   * @param owner what the names of its threads begin with
   * @throws IOException if the options cannot be used, such as a token whose file is not there
   */
  // Deprecated without another way to keep a timer and its log lines from being made.
  @SuppressWarnings("deprecation")
  public static Connection open(String owner, PulsarOptions options) throws IOException {
    String name = owner + "-" + NUMBERS.incrementAndGet();
    String tls = TlsEngines.register(options.tls()::engine);
    PulsarClientSharedResources resources = threads(name);
    try {
      ClientBuilder builder =
          PulsarClient.builder()
              .serviceUrl(options.serviceUrl())
              .sharedResources(resources)
              .operationTimeout(OPERATION_SECONDS, TimeUnit.SECONDS)
              .lookupTimeout(OPERATION_SECONDS, TimeUnit.SECONDS)
              .connectionTimeout(OPERATION_SECONDS, TimeUnit.SECONDS)
              .keepAliveInterval(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
              .startingBackoffInterval(RECONNECT_MIN_MILLIS, TimeUnit.MILLISECONDS)
              .maxBackoffInterval(RECONNECT_MAX_MILLIS, TimeUnit.MILLISECONDS)
              .memoryLimit(PUBLISHED_MEGABYTES, SizeUnit.MEGA_BYTES)
              .statsInterval(0, TimeUnit.SECONDS)
              .sslFactoryPlugin(TlsEngines.class.getName())
              .sslFactoryPluginParams(tls);
      Identity.show(builder, options);
      return new Connection(name, resources, builder.build(), tls);
    } catch (IOException | RuntimeException e) {
      TlsEngines.unregister(tls);
      end(name, resources);
      throw e;
    }
  }

  private static PulsarClientSharedResources threads(String name) {
    return PulsarClientSharedResources.builder()
        .resourceTypes(SharedResource.values())
        .configureEventLoop(pool -> pool.name(name + "-io").numberOfThreads(1).daemon(true))
        .configureTimer(timer -> timer.name(name + "-timer"))
        .configureThreadPool(
            SharedResource.ListenerExecutor,
            pool -> pool.name(name + "-listener").numberOfThreads(1).daemon(true))
        .configureThreadPool(
            SharedResource.InternalExecutor,
            pool -> pool.name(name + "-internal").numberOfThreads(1).daemon(true))
        .configureThreadPool(
            SharedResource.ScheduledExecutor,
            pool -> pool.name(name + "-scheduled").numberOfThreads(1).daemon(true))
        .configureThreadPool(
            SharedResource.LookupExecutor,
            pool -> pool.name(name + "-lookup").numberOfThreads(1).daemon(true))
        .build();
  }

  /** Pulsar's client. */
  public PulsarClient client() {
    return client;
  }

  /** Closes it with all its consumers, producers and threads, which takes two seconds or so. */
  @Override
  public void close() {
    try {
      client.shutdown();
    } catch (PulsarClientException e) {
      LOG.debug("Pulsar's client did not close in an orderly way", e);
    }
    end(name, resources);
    TlsEngines.unregister(tls);
  }

  private static void end(String name, PulsarClientSharedResources resources) {
    try {
      resources.close();
    } catch (PulsarClientException e) {
      LOG.debug("threads of Pulsar's client did not end in an orderly way", e);
    }
    long end = System.nanoTime() + GOODBYE.toNanos();
    // They were made by this thread, or by one that it made.
    Thread[] all = new Thread[Thread.activeCount() + SOME_MORE];
    int count = Thread.enumerate(all);
    try {
      for (int i = 0; i < count; i++) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (all[i].getName().startsWith(name + "-") && left > 0) {
          all[i].join(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
