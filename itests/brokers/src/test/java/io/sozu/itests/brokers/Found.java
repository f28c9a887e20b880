package io.sozu.itests.brokers;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A message that a test finds at the broker, put there by a connector.
 *
 * @param id of the message that it is about
 * @param key empty is none
 * @param contentType empty is none
 * @param properties all that have a name
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record Found(
    String id, String key, String contentType, Map<String, String> properties, byte[] body) {
  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
