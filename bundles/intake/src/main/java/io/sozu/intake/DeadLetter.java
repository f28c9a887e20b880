package io.sozu.intake;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a dead letter tells beside the message itself, the same with every broker. */
public final class DeadLetter {
  /** Why it is one, in Sōzu's words where Sōzu said something. */
  public static final String REASON = "sozu-reason";

  /** The topic or queue that it was in, and its id there. */
  public static final String SOURCE = "sozu-source";

  /** How often it was tried. */
  public static final String ATTEMPTS = "sozu-attempts";

  /** When it became one, ISO 8601 in UTC. */
  public static final String AT = "sozu-at";

  /** {@code refused}, or {@code partly} when some of its requests are in force. */
  public static final String VERDICT = "sozu-verdict";

  /** Which Sōzu it was for. */
  public static final String INSTANCE = "sozu-instance";

  private DeadLetter() {}

  /**
   * Names and values to add to those that the message has.
   *
   * @param source for {@link #SOURCE}
   * @param instance for {@link #INSTANCE}
   */
  public static Map<String, String> properties(Result result, String source, String instance) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(REASON, result.reason());
    properties.put(SOURCE, source);
    properties.put(ATTEMPTS, String.valueOf(result.attempts()));
    properties.put(AT, result.at().toString());
    properties.put(VERDICT, result.verdict().name().toLowerCase(Locale.ROOT));
    properties.put(INSTANCE, instance);
    return properties;
  }
}
