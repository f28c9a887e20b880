package io.sozu.client.internal.facade;

import io.sozu.protocol.command.RedirectPolicy;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;

/**
 * Chooses the request type by what a frontend needs: header predicates and silent closing have
 * types of their own since 2.3, so that an older Sōzu does not take the frontend without them.
 */
final class FrontendRequests {
  private FrontendRequests() {}

  static Request.Builder addHttp(RequestHttpFrontend frontend) {
    Request.Builder request = Request.newBuilder();
    if (frontend.getHeaderPredicatesCount() > 0) {
      return request.setAddHttpFrontendWithHeaderPredicates(frontend);
    }
    return frontend.getRedirect() == RedirectPolicy.SILENT_CLOSE
        ? request.setAddHttpFrontendWithSilentClose(frontend)
        : request.setAddHttpFrontend(frontend);
  }

  static Request.Builder removeHttp(RequestHttpFrontend frontend) {
    return frontend.getHeaderPredicatesCount() > 0
        ? Request.newBuilder().setRemoveHttpFrontendWithHeaderPredicates(frontend)
        : Request.newBuilder().setRemoveHttpFrontend(frontend);
  }

  static Request.Builder addHttps(RequestHttpFrontend frontend) {
    Request.Builder request = Request.newBuilder();
    if (frontend.getHeaderPredicatesCount() > 0) {
      return request.setAddHttpsFrontendWithHeaderPredicates(frontend);
    }
    return frontend.getRedirect() == RedirectPolicy.SILENT_CLOSE
        ? request.setAddHttpsFrontendWithSilentClose(frontend)
        : request.setAddHttpsFrontend(frontend);
  }

  static Request.Builder removeHttps(RequestHttpFrontend frontend) {
    return frontend.getHeaderPredicatesCount() > 0
        ? Request.newBuilder().setRemoveHttpsFrontendWithHeaderPredicates(frontend)
        : Request.newBuilder().setRemoveHttpsFrontend(frontend);
  }
}
