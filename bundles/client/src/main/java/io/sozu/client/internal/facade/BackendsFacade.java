package io.sozu.client.internal.facade;

import io.sozu.client.Backends;
import io.sozu.protocol.command.AddBackend;
import io.sozu.protocol.command.RemoveBackend;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.util.concurrent.CompletionStage;

/** {@link Backends} over the wire. */
public final class BackendsFacade implements Backends {
  private final Calls calls;

  public BackendsFacade(Calls calls) {
    this.calls = calls;
  }

  @Override
  public CompletionStage<Response> add(AddBackend backend) {
    return calls.send(Request.newBuilder().setAddBackend(backend));
  }

  @Override
  public CompletionStage<Response> addUnix(AddBackend backend) {
    return calls.send(Request.newBuilder().setAddUnixBackend(backend));
  }

  @Override
  public CompletionStage<Response> remove(RemoveBackend backend) {
    return calls.send(Request.newBuilder().setRemoveBackend(backend));
  }
}
