package io.sozu.rabbitmq.internal.connect;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why something at the broker failed, in a line that a person understands. */
public final class Reasons {
  private Reasons() {}

  /** The line. Holds no secret. */
  public static String of(Throwable failure) {
    ShutdownSignalException closed = closed(failure);
    if (closed != null) {
      return of(closed);
    }
    if (failure instanceof AuthenticationFailureException
        || failure instanceof PossibleAuthenticationFailureException) {
      return "the broker refuses the user or its password";
    }
    if (failure instanceof UnknownHostException) {
      return "unknown host " + failure.getMessage();
    }
    if (failure instanceof ChannelContinuationTimeoutException) {
      return "the broker does not answer";
    }
    if (failure instanceof ConnectException
        || failure instanceof SocketTimeoutException
        || failure instanceof TimeoutException) {
      return "no connection: " + text(failure);
    }
    if (failure instanceof SSLException) {
      return "TLS failed: " + text(failure);
    }
    return text(failure);
  }

  private static String of(ShutdownSignalException closed) {
    if (closed.isInitiatedByApplication()) {
      return "the connection is closed";
    }
    Method reason = closed.getReason();
    if (reason instanceof AMQP.Connection.Close close) {
      return "the broker closed the connection: " + close.getReplyText();
    }
    if (reason instanceof AMQP.Channel.Close close) {
      return "the broker says " + close.getReplyText();
    }
    Throwable cause = closed.getCause();
    return "the connection broke: " + (cause == null ? text(closed) : text(cause));
  }

  /** The broker's or the network's word, if there is one behind the failure. */
  private static @Nullable ShutdownSignalException closed(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ShutdownSignalException closed) {
        return closed;
      }
    }
    return null;
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }
}
