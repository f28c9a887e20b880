package io.sozu.metrics.internal.osgi;

import io.sozu.metrics.SozuMetricsPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** {@code /live}: we run. {@code /ready}: at least one instance answers, else 503. */
final class HealthServlet extends GatedServlet {
  private static final long serialVersionUID = 1L;

  private final transient Supplier<SozuMetricsPage> page;
  private final String live;

  /**
   * The servlet.
   *
   * @param live path of the check that always holds
   */
  HealthServlet(Gate gate, Supplier<SozuMetricsPage> page, String live) {
    super(gate);
    this.page = page;
    this.live = live;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    if (request.getServletPath().equals(live)) {
      write(response, HttpServletResponse.SC_OK, "text/plain; charset=utf-8", "live\n");
      return;
    }
    SozuMetricsPage.Health health = page.get().health();
    int status =
        health.ready() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    write(response, status, "application/json", health.json());
  }

  private static void write(HttpServletResponse response, int status, String type, String text)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
