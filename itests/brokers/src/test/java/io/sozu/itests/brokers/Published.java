package io.sozu.itests.brokers;

import io.sozu.intake.Format;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.StateFileWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (StateFileWriter writer = new StateFileWriter(bytes)) {
      for (Request request : requests) {
        writer.write(request);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(id, Format.STATE.contentType(), bytes.toByteArray());
  }

  /** The same with a key. */
  Published withKey(String value) {
    return new Published(id, value, contentType, body);
  }
}
