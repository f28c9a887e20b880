package io.sozu.pulsar.internal.connect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/** Why something failed at a broker, for people: Pulsar wraps the reason several times. */
public final class Reasons {
  /** How a broker's own words arrive. */
  private static final Pattern TOLD = Pattern.compile("\"errorMsg\":\"(.*?)\",\"reqId\"");

  private Reasons() {}

  /** The reason in one line. */
  public static String of(Throwable failure) {
    String kind = "";
    Throwable reason = failure;
    while (true) {
      String found = kind(reason);
      kind = found.isEmpty() ? kind : found;
      Throwable cause = reason.getCause();
      if (cause == null || !isWrapper(reason, cause)) {
        break;
      }
      reason = cause;
    }
    return kind + words(reason);
  }

  /** Whether a failure says nothing beside its cause. */
  private static boolean isWrapper(Throwable failure, Throwable cause) {
    String message = failure.getMessage();
    return message == null || message.equals(cause.toString());
  }

  private static String kind(Throwable failure) {
    if (failure instanceof PulsarClientException.AuthenticationException) {
      return "the broker does not accept who we say we are: ";
    }
    if (failure instanceof PulsarClientException.AuthorizationException) {
      return "no permission: ";
    }
    if (failure instanceof PulsarClientException.TopicDoesNotExistException
        || failure instanceof PulsarClientException.NotFoundException) {
      return "topic or namespace is missing: ";
    }
    return "";
  }

  private static String words(Throwable reason) {
    @Nullable String message = reason.getMessage();
    if (message == null || message.isBlank()) {
      return reason.getClass().getSimpleName();
    }
    Matcher told = TOLD.matcher(message);
    return (told.find() ? told.group(1) : message).replace('\n', ' ');
  }
}
