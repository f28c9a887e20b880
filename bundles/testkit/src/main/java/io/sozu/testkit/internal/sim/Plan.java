package io.sozu.testkit.internal.sim;

import com.google.protobuf.ByteString;
import io.sozu.protocol.command.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one request is treated.
 *
 * @param delay before anything is done
 * @param processing how many PROCESSING answers come first
 * @param handled whether Sōzu does what is asked; if not, {@code replacement} is the answer
 * @param replacement what is answered instead of the truth, or null
 * @param ending what becomes of the final answer
 * @param number of bytes to write, or the length to tell
 * @param bytes to write instead of an answer
 */
public record Plan(
    Duration delay,
    int processing,
    boolean handled,
    @Nullable Response replacement,
    Ending ending,
    long number,
    ByteString bytes) {
  /** What becomes of a final answer. */
  public enum Ending {
    ANSWER,
    SILENCE,
    CUT,
    WRONG_LENGTH,
    GARBAGE
  }

  /** The truth, at once. */
  public static final Plan HONEST =
      new Plan(Duration.ZERO, 0, true, null, Ending.ANSWER, 0, ByteString.EMPTY);

  Response replacement(Response real) {
    return replacement == null ? real : replacement;
  }
}
