package io.sozu.itests.benchmarks;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.protocol.command.Request;
import java.util.function.IntFunction;

/** A real broker, and our connector to it with default options. */
interface Broker extends AutoCloseable {
  /** A connector that runs. */
  record Connector(ConnectorStatus status, Runnable closing) implements AutoCloseable {
    @Override
    public void close() {
      closing.run();
    }
  }

  /** What is published, and when. */
  interface Plan {
    /** Waits until message {@code number} is due; it is published at once then. */
    void await(int number);
  }

  String name();

  /** A connector that listens to the messages of this name. */
  Connector open(SozuClient sozu, String name);

  /** Publishes so many requests; the broker has them all when this returns. */
  void publish(String name, int count, IntFunction<Request> requests, Plan plan) throws Exception;

  @Override
  void close();
}
