package io.sozu.rabbitmq.internal;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Stands in for one interface of the client: answers the methods that a test expects, and fails it
 * at any other.
 *
 * @param <T> the interface
 */
public final class Fakes<T> {
  private final Class<T> type;
  private final Map<String, Function<Object[], Object>> answers = new ConcurrentHashMap<>();

  public Fakes(Class<T> type) {
    this.type = type;
  }

  /** Answers a method by its name. */
  public Fakes<T> on(String method, Function<Object[], Object> answer) {
    answers.put(method, answer);
    return this;
  }

  /** Answers methods with nothing. */
  public Fakes<T> ignoring(String... methods) {
    for (String method : methods) {
      on(method, arguments -> null);
    }
    return this;
  }

  /** The stand-in. */
  public T get() {
    Map<Class<?>, Object> none = new HashMap<>(Map.of(boolean.class, false, int.class, 0));
    return type.cast(
        Proxy.newProxyInstance(
            Fakes.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Function<Object[], Object> answer = answers.get(method.getName());
              if (answer == null) {
                throw new AssertionError("unexpected " + method);
              }
              Object result = answer.apply(arguments == null ? new Object[0] : arguments);
              return result == null ? none.get(method.getReturnType()) : result;
            }));
  }
}
