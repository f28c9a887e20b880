package io.sozu.intake.internal.decode;

import io.sozu.protocol.command.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a message asks for.
 *
 * @param requests empty when refused, or when a connector says that it asks for nothing
 * @param refusal why it cannot be applied, or null
 */
public record Decoded(List<Request> requests, @Nullable Refusal refusal) {
  static Decoded of(List<Request> requests) {
    return new Decoded(requests, null);
  }

  static Decoded undecodable(String reason) {
    return new Decoded(List.of(), new Refusal(Refusal.Why.UNDECODABLE, Words.clean(reason)));
  }

  static Decoded outOfScope(String reason) {
    return new Decoded(List.of(), new Refusal(Refusal.Why.OUT_OF_SCOPE, Words.clean(reason)));
  }
}
