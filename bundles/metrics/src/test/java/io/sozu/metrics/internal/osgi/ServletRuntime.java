package io.sozu.metrics.internal.osgi;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.http.runtime.HttpServiceRuntime;
import org.osgi.service.http.runtime.dto.FailedServletDTO;
import org.osgi.service.http.runtime.dto.RequestInfoDTO;
import org.osgi.service.http.runtime.dto.RuntimeDTO;
import org.osgi.service.http.runtime.dto.ServletContextDTO;
import org.osgi.service.http.runtime.dto.ServletDTO;

/** An HTTP server that tells of the servlets that it was told to know. */
final class ServletRuntime implements HttpServiceRuntime {
  private final Set<Long> served = ConcurrentHashMap.newKeySet();
  private final Map<Long, Integer> refused = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  void serve(long service) {
    served.add(service);
  }

  void refuse(long service, int reason) {
    refused.put(service, reason);
  }

  /** From now on it throws, as Pax Web does. */
  void stop() {
    stopping = true;
  }

  ServiceRegistration<HttpServiceRuntime> register(BundleContext context) {
    return context.registerService(
        HttpServiceRuntime.class, this, FrameworkUtil.asDictionary(Map.of()));
  }

  @Override
  public RuntimeDTO getRuntimeDTO() {
    if (stopping) {
      throw new IllegalStateException("stopping");
    }
    ServletContextDTO context = new ServletContextDTO();
    context.servletDTOs = served.stream().map(ServletRuntime::known).toArray(ServletDTO[]::new);
    ServletContextDTO empty = new ServletContextDTO();
    empty.servletDTOs = new ServletDTO[0];
    RuntimeDTO all = new RuntimeDTO();
    all.servletContextDTOs = new ServletContextDTO[] {empty, context};
    all.failedServletDTOs =
        refused.entrySet().stream()
            .map(one -> failed(one.getKey(), one.getValue()))
            .toArray(FailedServletDTO[]::new);
    return all;
  }

  private static ServletDTO known(long service) {
    ServletDTO servlet = new ServletDTO();
    servlet.serviceId = service;
    return servlet;
  }

  private static FailedServletDTO failed(long service, int reason) {
    FailedServletDTO servlet = new FailedServletDTO();
    servlet.serviceId = service;
    servlet.failureReason = reason;
    return servlet;
  }

  @Override
  public RequestInfoDTO calculateRequestInfoDTO(String path) {
    throw new UnsupportedOperationException();
  }
}
