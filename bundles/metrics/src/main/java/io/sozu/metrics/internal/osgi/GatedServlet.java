package io.sozu.metrics.internal.osgi;

import java.io.IOException;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** A servlet that answers 503 once its component stops: the HTTP service lets go of it later. */
abstract class GatedServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Gate gate;

  GatedServlet(Gate gate) {
    this.gate = gate;
  }

  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (!gate.enter()) {
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    try {
      super.service(request, response);
    } finally {
      gate.leave();
    }
  }
}
