package io.sozu.itests.benchmarks;

import io.sozu.client.SozuClient;
import io.sozu.itests.brokers.PulsarServer;
import io.sozu.protocol.command.Request;
import io.sozu.pulsar.PulsarConnector;
import io.sozu.pulsar.PulsarOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;

/** Pulsar; a name is a topic. */
final class PulsarBroker implements Broker {
  private final PulsarServer server = PulsarServer.started();

  @Override
  public String name() {
    return "Pulsar";
  }

  @Override
  public Connector open(SozuClient sozu, String name) {
    PulsarConnector connector =
        PulsarConnector.open(
            sozu, PulsarOptions.builder(server.url()).topics(List.of(name)).build());
    return new Connector(connector.status(), connector::close);
  }

  @Override
  public void publish(String name, int count, IntFunction<Request> requests, Plan plan)
      throws Exception {
    try (PulsarClient client = PulsarClient.builder().serviceUrl(server.url()).build();
        Producer<byte[]> producer =
            client.newProducer().topic(name).blockIfQueueFull(true).create()) {
      CompletableFuture<MessageId> last = CompletableFuture.completedFuture(null);
      for (int i = 0; i < count; i++) {
        plan.await(i);
        last = producer.sendAsync(requests.apply(i).toByteArray());
      }
      producer.flush();
      last.join();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
