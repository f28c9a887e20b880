package io.sozu.client;

import io.sozu.protocol.command.Response;

/** Sōzu said no, in its own words. */
public abstract sealed class Refused extends SozuException permits RefusedByMain, RefusedByWorkers {
  private static final long serialVersionUID = 1L;

  private final transient Response response;

  Refused(String message, Response response) {
    super(message, null);
    this.response = response;
  }

  /** The whole answer. */
  public Response response() {
    return response;
  }

  @Override
  public Retry retry() {
    return Retry.NO;
  }
}
