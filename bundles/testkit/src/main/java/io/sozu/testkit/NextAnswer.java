package io.sozu.testkit;

import com.google.protobuf.ByteString;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.testkit.internal.sim.Plan;
import io.sozu.testkit.internal.sim.Plan.Ending;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated Sōzu does otherwise than it should, said by name. {@link #processing} and {@link
 * #delay} may come first; the last word puts it in force.
 */
public final class NextAnswer {
  private final Consumer<Plan> inForce;
  private Duration delay = Duration.ZERO;
  private int processing;

  NextAnswer(Consumer<Plan> inForce) {
    this.inForce = inForce;
  }

  /** So many PROCESSING answers come first. */
  public NextAnswer processing(int count) {
    processing = count;
    return this;
  }

  /** Nothing is done before this has passed. */
  public NextAnswer delay(Duration value) {
    delay = value;
    return this;
  }

  /** The request is handled as always. */
  public void truth() {
    plan(true, null, Ending.ANSWER, 0, ByteString.EMPTY);
  }

  /** This is answered, and nothing done. */
  public void answer(Response response) {
    plan(false, response, Ending.ANSWER, 0, ByteString.EMPTY);
  }

  /** OK is answered, and nothing done. */
  public void okWithoutEffect() {
    answer(response(ResponseStatus.OK, "Successfully applied request to all workers"));
  }

  /** The main process refuses, in these words. */
  public void refuse(String reason) {
    answer(
        response(
            ResponseStatus.FAILURE,
            "could not apply request on the main process state: " + reason));
  }

  /** FAILURE is answered in these words, as workers' refusals are, and nothing done. */
  public void fail(String message) {
    answer(response(ResponseStatus.FAILURE, message));
  }

  /** The request is done, and FAILURE answered in these words. */
  public void applyAndFail(String message) {
    plan(true, response(ResponseStatus.FAILURE, message), Ending.ANSWER, 0, ByteString.EMPTY);
  }

  /** Nothing is done or said. */
  public void stall() {
    plan(false, null, Ending.SILENCE, 0, ByteString.EMPTY);
  }

  /** The request is done, and nothing said. */
  public void applyAndStall() {
    plan(true, null, Ending.SILENCE, 0, ByteString.EMPTY);
  }

  /** The request is done, and the connection ends after so many bytes of the answer. */
  public void cutAfterBytes(int count) {
    plan(true, null, Ending.CUT, count, ByteString.EMPTY);
  }

  /** The request is done, and the answer's frame tells a wrong length. */
  public void wrongLength(long length) {
    plan(true, null, Ending.WRONG_LENGTH, length, ByteString.EMPTY);
  }

  /** These bytes are the answer. */
  public void garbage(byte[] bytes) {
    plan(false, null, Ending.GARBAGE, 0, ByteString.copyFrom(bytes));
  }

  private static Response response(ResponseStatus status, String message) {
    return Response.newBuilder().setStatus(status).setMessage(message).build();
  }

  private void plan(
      boolean handled,
      @Nullable Response replacement,
      Ending ending,
      long number,
      ByteString bytes) {
    inForce.accept(new Plan(delay, processing, handled, replacement, ending, number, bytes));
  }
}
