package io.sozu.client.internal.facade;

import io.sozu.client.Workers;
import io.sozu.protocol.command.ListWorkers;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent.ContentTypeCase;
import io.sozu.protocol.command.Status;
import io.sozu.protocol.command.WorkerInfo;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@link Workers} over the wire. */
public final class WorkersFacade implements Workers {
  private final Calls calls;

  public WorkersFacade(Calls calls) {
    this.calls = calls;
  }

  @Override
  public CompletionStage<List<WorkerInfo>> list() {
    return infos(Request.newBuilder().setListWorkers(ListWorkers.getDefaultInstance()));
  }

  @Override
  public CompletionStage<List<WorkerInfo>> status() {
    return infos(Request.newBuilder().setStatus(Status.getDefaultInstance()));
  }

  @Override
  public CompletionStage<Response> upgrade(int worker) {
    return calls.sendWithin(Request.newBuilder().setUpgradeWorker(worker), StateFacade.LONG);
  }

  private CompletionStage<List<WorkerInfo>> infos(Request.Builder request) {
    return calls.ask(
        request, ContentTypeCase.WORKERS, content -> content.getWorkers().getVecList());
  }
}
