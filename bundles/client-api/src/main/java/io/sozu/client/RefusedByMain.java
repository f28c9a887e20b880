package io.sozu.client;

import io.sozu.protocol.command.Response;

/** The main process refused the request: nothing changed. */
public final class RefusedByMain extends Refused {
  private static final long serialVersionUID = 1L;

  public RefusedByMain(Response response) {
    super(response.getMessage(), response);
  }
}
