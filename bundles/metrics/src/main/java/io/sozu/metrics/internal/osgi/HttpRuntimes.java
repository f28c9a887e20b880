package io.sozu.metrics.internal.osgi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.http.runtime.HttpServiceRuntime;
import org.osgi.service.http.runtime.dto.DTOConstants;
import org.osgi.service.http.runtime.dto.FailedServletDTO;
import org.osgi.service.http.runtime.dto.RuntimeDTO;

/**
 * The HTTP whiteboards of the framework, asked by the services that they have for that. The package
 * of these services is an optional import: nobody uses this class without it.
 */
final class HttpRuntimes implements Whiteboard {
  private static final Map<Integer, String> REASONS =
      Map.of(
          DTOConstants.FAILURE_REASON_SHADOWED_BY_OTHER_SERVICE,
          "another servlet has its path",
          DTOConstants.FAILURE_REASON_EXCEPTION_ON_INIT,
          "its init failed",
          DTOConstants.FAILURE_REASON_VALIDATION_FAILED,
          "its properties are wrong");

  private final BundleContext context;

  HttpRuntimes(BundleContext context) {
    this.context = context;
  }

  @Override
  public Optional<Place> place(long service) {
    List<Place> places = new ArrayList<>();
    try {
      for (var runtime : context.getServiceReferences(HttpServiceRuntime.class, null)) {
        place(runtime, service).ifPresent(places::add);
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e); // there is no filter
    }
    // Of several whiteboards one has to serve it.
    return places.contains(Place.SERVED)
        ? Optional.of(Place.SERVED)
        : places.stream().max((one, other) -> one.state().compareTo(other.state()));
  }

  private Optional<Place> place(ServiceReference<HttpServiceRuntime> reference, long service) {
    HttpServiceRuntime runtime = context.getService(reference);
    if (runtime == null) {
      return Optional.empty();
    }
    try {
      // Pax Web 8.0.34 throws while it is being stopped, and while a context of its own goes.
      return Optional.of(placeIn(runtime.getRuntimeDTO(), service));
    } finally {
      context.ungetService(reference);
    }
  }

  private static Place placeIn(RuntimeDTO all, long service) {
    boolean served =
        Arrays.stream(all.servletContextDTOs)
            .flatMap(one -> Stream.of(one.servletDTOs))
            .anyMatch(servlet -> servlet.serviceId == service);
    if (served) {
      return Place.SERVED;
    }
    return Arrays.stream(all.failedServletDTOs)
        .filter(failed -> failed.serviceId == service)
        .map(HttpRuntimes::failure)
        .findFirst()
        .orElse(Place.LOST);
  }

  private static Place failure(FailedServletDTO failed) {
    int reason = failed.failureReason;
    return reason == DTOConstants.FAILURE_REASON_NO_SERVLET_CONTEXT_MATCHING
        ? Place.LOST
        : Place.refused(REASONS.getOrDefault(reason, "reason " + reason));
  }
}
