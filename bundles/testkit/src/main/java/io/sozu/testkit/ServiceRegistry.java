package io.sozu.testkit;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A bundle context that knows registering services, and nothing else. */
public final class ServiceRegistry {
  /** A registered service. */
  public record Entry(Class<?> type, Object service, Dictionary<?, ?> properties) {}

  private final List<Entry> entries = new ArrayList<>();

  /** An empty one. */
  public ServiceRegistry() {}

  /** The context to give to a component. */
  public BundleContext context() {
    return proxy(
        BundleContext.class,
        arguments -> {
          Entry entry =
              new Entry((Class<?>) arguments[0], arguments[1], (Dictionary<?, ?>) arguments[2]);
          entries.add(entry);
          return proxy(
              ServiceRegistration.class,
              none -> {
                entries.remove(entry);
                return entry;
              });
        });
  }

  /** The services of a type that are registered now. */
  public List<Entry> of(Class<?> type) {
    return entries.stream().filter(entry -> entry.type() == type).toList();
  }

  private interface Answer {
    Object to(Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            ServiceRegistry.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object result = answer.to(arguments == null ? new Object[0] : arguments);
              return method.getReturnType() == void.class ? null : result;
            }));
  }
}
