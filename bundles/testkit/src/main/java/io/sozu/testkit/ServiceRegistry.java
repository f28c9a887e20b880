package io.sozu.testkit;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * A bundle context that knows services of one type each, listeners to them, and nothing else.
 * Thread-safe; listeners run in the thread that registers.
 */
public final class ServiceRegistry {
  /** A registered service; its properties are those given, its type and its id. */
  public record Entry(Class<?> type, Object service, Dictionary<?, ?> properties) {}

  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private final Map<ServiceListener, Filter> listeners = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();

  /** An empty one. */
  public ServiceRegistry() {}

  /** The context to give to a component. */
  public BundleContext context() {
    return proxy(BundleContext.class, this::answer);
  }

  /** The services of a type that are registered now. */
  public List<Entry> of(Class<?> type) {
    return entries.stream().filter(entry -> entry.type() == type).toList();
  }

  private @Nullable Object answer(Method method, Object[] arguments) throws InvalidSyntaxException {
    return switch (method.getName()) {
      case "registerService" ->
          register((Class<?>) arguments[0], arguments[1], (Dictionary<?, ?>) arguments[2]);
      case "getServiceReferences" ->
          of((Class<?>) arguments[0]).stream().map(this::reference).toList();
      case "getService" -> entry((ServiceReference<?>) arguments[0]).service();
      case "ungetService" -> true;
      case "addServiceListener" ->
          listeners.put(
              (ServiceListener) arguments[0], FrameworkUtil.createFilter((String) arguments[1]));
      case "removeServiceListener" -> listeners.remove((ServiceListener) arguments[0]);
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private ServiceRegistration<?> register(Class<?> type, Object service, Dictionary<?, ?> given) {
    Map<String, Object> properties = new HashMap<>();
    Collections.list(given.keys()).forEach(key -> properties.put((String) key, given.get(key)));
    properties.put(Constants.OBJECTCLASS, new String[] {type.getName()});
    properties.put(Constants.SERVICE_ID, ids.incrementAndGet());
    Entry entry = new Entry(type, service, FrameworkUtil.asDictionary(properties));
    entries.add(entry);
    ServiceReference<?> reference = reference(entry);
    tell(ServiceEvent.REGISTERED, reference);
    return proxy(
        ServiceRegistration.class,
        (method, arguments) ->
            switch (method.getName()) {
              case "getReference" -> reference;
              case "unregister" -> {
                tell(ServiceEvent.UNREGISTERING, reference);
                yield entries.remove(entry);
              }
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private void tell(int type, ServiceReference<?> reference) {
    listeners.forEach(
        (listener, filter) -> {
          if (filter.match(reference)) {
            listener.serviceChanged(new ServiceEvent(type, reference));
          }
        });
  }

  private Entry entry(ServiceReference<?> reference) {
    Object id = reference.getProperty(Constants.SERVICE_ID);
    return entries.stream()
        .filter(entry -> entry.properties().get(Constants.SERVICE_ID).equals(id))
        .findFirst()
        .orElseThrow();
  }

  private ServiceReference<?> reference(Entry entry) {
    return proxy(
        ServiceReference.class,
        (method, arguments) ->
            switch (method.getName()) {
              case "getProperty" -> entry.properties().get(arguments[0]);
              case "getPropertyKeys" ->
                  Collections.list(entry.properties().keys()).toArray(new String[0]);
              case "toString" -> "reference to " + entry.service();
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  @FunctionalInterface
  private interface Answer {
    @Nullable Object to(Method method, Object[] arguments) throws InvalidSyntaxException;
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            ServiceRegistry.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object result = answer.to(method, arguments == null ? new Object[0] : arguments);
              return method.getReturnType() == void.class ? null : result;
            }));
  }
}
