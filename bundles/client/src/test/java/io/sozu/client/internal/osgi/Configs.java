package io.sozu.client.internal.osgi;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configurations as Declarative Services hands them over. */
final class Configs {
  private Configs() {}

  /** The configuration with these keys; the others have their defaults. */
  static ClientConfig of(Map<String, Object> texts) {
    return (ClientConfig)
        Proxy.newProxyInstance(
            Configs.class.getClassLoader(),
            new Class<?>[] {ClientConfig.class},
            (proxy, method, arguments) -> value(method, texts.get(key(method))));
  }

  /** The key of an element of the annotation. */
  static String key(Method element) {
    return element.getName().replace('_', '.');
  }

  private static Object value(Method element, @Nullable Object text) {
    if (text == null) {
      return element.getDefaultValue();
    }
    return element.getReturnType() == int.class ? Integer.valueOf(text.toString()) : text;
  }
}
