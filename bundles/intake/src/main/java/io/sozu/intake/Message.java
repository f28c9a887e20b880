package io.sozu.intake;

import io.sozu.protocol.command.Request;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** One message of a broker, as the intake needs it. Immutable for as long as it is unsettled. */
@ConsumerType
public interface Message {
  /** What the broker, or the connector, calls it; for people, dead letters and replies. */
  String id();

  /** What it holds; not copied, so nobody may change it. */
  byte[] body();

  /**
   * How the body is written, one of the {@link Format}s by its content type; empty is protobuf.
   * Parameters such as a charset are ignored.
   */
  default String contentType() {
    return "";
  }

  /**
   * What it asks for, when its connector knows that better than the body says: for example because
   * an empty body removes what an earlier message put there. Null is what the body says. None is a
   * message that asks for nothing, so that Sōzu is as it demands.
   */
  default @Nullable List<Request> requests() {
    return null;
  }

  /** Messages with the same key keep their order; null if it has none. */
  default @Nullable String key() {
    return null;
  }

  /** When its author published it. */
  Instant published();

  /** How often the broker has delivered it, from 1. */
  default int attempt() {
    return 1;
  }
}
