package io.sozu.itests.brokers;

import io.sozu.intake.Format;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Change;
import java.util.List;

/**
 * A message as its author publishes it.
 *
 * @param id that the author gives it
 * @param key empty is none
 * @param contentType empty is none
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record Published(String id, String key, String contentType, byte[] body) {
  /** One request in protobuf, without a content type. */
  static Published of(String id, Request request) {
    return of(id, "", request.toByteArray());
  }

  static Published of(String id, String contentType, byte[] body) {
    return new Published(id, "", contentType, body);
  }

  /** Several requests, as records of a state file. */
  static Published records(String id, List<Request> requests) {
    return of(id, Format.STATE.contentType(), Change.records(requests));
  }

  /** A random one. */
  static Published of(Change change) {
    return of(change.id(), change.contentType(), change.body());
  }

  /** The same with a key. */
  Published withKey(String value) {
    return new Published(id, value, contentType, body);
  }
}
