package io.sozu.itests.benchmarks;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our client with default options, shared by all callers; each waits for its answer. */
final class OurSubject implements Subject {
  private final OwnedSozuClient client;

  OurSubject(Path socket) {
    client = SozuClients.connect(ClientOptions.socket(socket).build());
  }

  @Override
  public String name() {
    return "ours";
  }

  @Override
  public Run exchange(String kind, int count, int concurrency) throws Exception {
    List<Callers.Caller> callers = new ArrayList<>();
    for (int i = 0; i < concurrency; i++) {
      callers.add(number -> client.send(Requests.of(kind, number)).toCompletableFuture().join());
    }
    return Callers.run(callers, count);
  }

  @Override
  public void close() {
    client.close();
  }
}
