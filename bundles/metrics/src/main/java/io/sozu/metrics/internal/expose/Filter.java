package io.sozu.metrics.internal.expose;

import io.sozu.metrics.internal.convert.Family;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a page is wanted. Values of one kind are alternatives, kinds must all hold, no value is
 * everything.
 *
 * @param instances names of Sōzu instances
 * @param scopes as in family names
 * @param names of families or of Sōzu's metrics, with {@code *} for any text
 */
public record Filter(Set<String> instances, Set<String> scopes, List<Glob> names) {
  /** Everything. */
  public static final Filter ALL = new Filter(Set.of(), Set.of(), List.of());

  /** From the parameters {@code instance}, {@code scope} and {@code name} of a request. */
  public static Filter of(Map<String, ? extends List<String>> parameters) {
    return new Filter(
        Set.copyOf(values(parameters, "instance")),
        Set.copyOf(values(parameters, "scope")),
        values(parameters, "name").stream().map(Glob::new).toList());
  }

  private static List<String> values(Map<String, ? extends List<String>> parameters, String name) {
    List<String> values = parameters.get(name);
    return values == null ? List.of() : values.stream().filter(v -> !v.isEmpty()).toList();
  }

  /** Whether this instance is wanted. */
  public boolean wantsInstance(String instance) {
    return instances.isEmpty() || instances.contains(instance);
  }

  /** Whether this family is wanted. */
  public boolean wants(Family family) {
    if (!scopes.isEmpty() && !scopes.contains(family.scope().id())) {
      return false;
    }
    return names.isEmpty()
        || names.stream()
            .anyMatch(
                name ->
                    name.matches(family.name())
                        || (!family.sozuName().isEmpty() && name.matches(family.sozuName())));
  }
}
