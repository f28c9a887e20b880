package io.sozu.metrics.internal.osgi;

import io.sozu.metrics.ScrapeRequest;
import io.sozu.metrics.SozuMetricsPage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** The page over HTTP. */
final class MetricsServlet extends GatedServlet {
  private static final long serialVersionUID = 1L;

  private final transient Supplier<SozuMetricsPage> page;

  MetricsServlet(Gate gate, Supplier<SozuMetricsPage> page) {
    super(gate);
    this.page = page;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Map<String, List<String>> parameters = new HashMap<>();
    request
        .getParameterMap()
        .forEach((name, values) -> parameters.put(name, Arrays.asList(values)));
    SozuMetricsPage.Answer answer =
        page.get()
            .scrape(
                new ScrapeRequest(
                    all(request, "Accept"),
                    all(request, "Accept-Encoding"),
                    request.getHeader("X-Prometheus-Scrape-Timeout-Seconds"),
                    parameters));
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(answer.contentType());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Vary", "Accept, Accept-Encoding");
    String encoding = answer.contentEncoding();
    if (encoding != null) {
      response.setHeader("Content-Encoding", encoding);
    }
    answer.writeTo(response.getOutputStream());
  }

  /** A header that may come in several lines, as one. */
  private static @Nullable String all(HttpServletRequest request, String name) {
    List<String> lines = Collections.list(request.getHeaders(name));
    return lines.isEmpty() ? null : String.join(",", lines);
  }
}
