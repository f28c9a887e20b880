package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.testkit.PeerConnection;
import java.io.ByteArrayOutputStream;

/** Where the answer of one request goes, bent as a script says. On the loop's thread only. */
final class Reply {
  private final ClientSession session;
  private final Plan plan;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();

  Reply(ClientSession session, Plan plan) {
    this.session = session;
    this.plan = plan;
  }

  ClientSession session() {
    return session;
  }

  void processing(String message) {
    emit(response(ResponseStatus.PROCESSING, message));
  }

  void ok(String message) {
    last(response(ResponseStatus.OK, message));
  }

  void ok(String message, ResponseContent content) {
    last(response(ResponseStatus.OK, message).toBuilder().setContent(content).build());
  }

  void failure(String message) {
    last(response(ResponseStatus.FAILURE, message));
  }

  void last(Response real) {
    Response response = plan.replacement(real);
    switch (plan.ending()) {
      case SILENCE -> {}
      case ANSWER -> session.write(response);
      case WRONG_LENGTH ->
          session.write(PeerConnection.frame(plan.number(), response.toByteArray()));
      case GARBAGE -> session.write(plan.bytes().asReadOnlyByteBuffer());
      case CUT -> {
        held.writeBytes(PeerConnection.frame(response).array());
        session.writeAndClose(held.toByteArray(), (int) plan.number());
      }
    }
  }

  private void emit(Response response) {
    switch (plan.ending()) {
      case SILENCE, GARBAGE -> {}
      case CUT -> held.writeBytes(PeerConnection.frame(response).array());
      case ANSWER, WRONG_LENGTH -> session.write(response);
    }
  }

  static Response response(ResponseStatus status, String message) {
    return Response.newBuilder().setStatus(status).setMessage(message).build();
  }
}
