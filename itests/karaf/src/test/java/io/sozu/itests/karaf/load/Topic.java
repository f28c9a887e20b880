package io.sozu.itests.karaf.load;

import java.util.List;
import java.util.Map;

/** Where messages are published for a connector, and what comes back from it. */
interface Topic extends AutoCloseable {
  /** What connects a connector with it. */
  Map<String, String> configuration();

  /** Publishes a message, behind all others. The broker may not have it yet. */
  void publish(long number);

  /** Waits until the broker has all that was published, and fails if it does not take it. */
  void flush();

  /** What the connector has replied so far, as the broker got it. */
  List<Answer> answers();

  /** How many messages the connector could not apply. */
  long deadLetters();

  @Override
  void close();
}
