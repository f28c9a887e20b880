package io.sozu.intake.internal.apply;

import io.sozu.client.Outcome;
import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.protocol.command.Request;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The Sōzu of a client. */
public final class ClientSozu implements Sozu {
  private final SozuClient client;

  public ClientSozu(SozuClient client) {
    this.client = client;
  }

  @Override
  public CompletionStage<List<Outcome>> apply(List<Request> requests) {
    return client.apply(requests);
  }

  @Override
  public long generation() {
    return client.generation();
  }

  @Override
  public boolean isReachable() {
    return client.status().health() != Health.NOT_READY;
  }

  @Override
  public CompletionStage<Void> saveNow() {
    return client.state().saveNow();
  }

  @Override
  public CompletionStage<Long> read(Consumer<Request> records) {
    return client.state().read(records);
  }
}
