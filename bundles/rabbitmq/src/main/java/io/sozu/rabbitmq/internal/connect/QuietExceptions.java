package io.sozu.rabbitmq.internal.connect;

import com.rabbitmq.client.impl.StrictExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what failed, as the client's own handler does, and leaves the one log line a change of
 * state to the status.
 */
final class QuietExceptions extends StrictExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(QuietExceptions.class);

  @Override
  protected void log(String message, Throwable cause) {
    LOG.debug("{}", message, cause);
  }
}
