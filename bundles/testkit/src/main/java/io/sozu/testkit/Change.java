package io.sozu.testkit;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.StateFileWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A message that a broker may carry.
 *
 * @param id that no other has
 * @param contentType empty is protobuf
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record Change(String id, String contentType, byte[] body) {
  private static final String STATE = "application/x-sozu-state";

  /** One request in protobuf, several as records of a state file. */
  static Change of(String id, Request... requests) {
    return requests.length == 1
        ? new Change(id, "", requests[0].toByteArray())
        : new Change(id, STATE, records(List.of(requests)));
  }

  /** The bytes of a state file. */
  public static byte[] records(List<Request> requests) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (StateFileWriter writer = new StateFileWriter(bytes)) {
      for (Request request : requests) {
        writer.write(request);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
