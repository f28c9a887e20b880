package io.sozu.metrics.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.osgi.service.http.runtime.dto.DTOConstants.FAILURE_REASON_NO_SERVLET_CONTEXT_MATCHING;
import static org.osgi.service.http.runtime.dto.DTOConstants.FAILURE_REASON_SERVICE_NOT_GETTABLE;
import static org.osgi.service.http.runtime.dto.DTOConstants.FAILURE_REASON_SHADOWED_BY_OTHER_SERVICE;

import io.sozu.testkit.ServiceRegistry;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

final class HttpRuntimesTest {
  private final BundleContext context = new ServiceRegistry().context();
  private final Whiteboard whiteboard = Whiteboard.of(context);

  @Test
  void withoutAServerNobodyCanTell() {
    assertThat(whiteboard.place(1)).isEmpty();
  }

  @Test
  void aServletOfAContextIsServedAndOneThatNobodyNamesIsLost() {
    ServletRuntime server = new ServletRuntime();
    server.serve(7);
    server.register(context);
    assertThat(whiteboard.place(7)).contains(Place.SERVED);
    assertThat(whiteboard.place(8)).contains(Place.LOST);
  }

  @Test
  void aServletThatFailedIsRefusedWithTheReasonUnlessItOnlyLacksAContext() {
    ServletRuntime server = new ServletRuntime();
    server.refuse(1, FAILURE_REASON_SHADOWED_BY_OTHER_SERVICE);
    server.refuse(2, FAILURE_REASON_SERVICE_NOT_GETTABLE);
    server.refuse(3, FAILURE_REASON_NO_SERVLET_CONTEXT_MATCHING);
    server.register(context);
    assertThat(whiteboard.place(1)).contains(Place.refused("another servlet has its path"));
    assertThat(whiteboard.place(2)).contains(Place.refused("reason 5"));
    assertThat(whiteboard.place(3)).contains(Place.LOST);
  }

  @Test
  void ofSeveralServersOneThatServesIsEnough() {
    ServletRuntime one = new ServletRuntime();
    one.register(context);
    ServletRuntime other = new ServletRuntime();
    other.register(context);
    other.refuse(7, FAILURE_REASON_SHADOWED_BY_OTHER_SERVICE);
    assertThat(whiteboard.place(7)).contains(Place.refused("another servlet has its path"));
    one.serve(7);
    assertThat(whiteboard.place(7)).contains(Place.SERVED);
  }

  @Test
  void aServerThatDoesNotAnswerNowIsNoServerThatLacksAServlet() {
    ServletRuntime server = new ServletRuntime();
    server.stop();
    server.register(context);
    assertThatThrownBy(() -> whiteboard.place(7)).isInstanceOf(IllegalStateException.class);
  }
}
