package io.sozu.client.internal.facade;

import io.sozu.client.Logging;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.util.concurrent.CompletionStage;

/** {@link Logging} over the wire. */
public final class LoggingFacade implements Logging {
  private final Calls calls;

  public LoggingFacade(Calls calls) {
    this.calls = calls;
  }

  @Override
  public CompletionStage<Response> filter(String filter) {
    return calls.send(Request.newBuilder().setLogging(filter));
  }
}
