package io.sozu.intake.internal.decode;

/**
 * Why a message is not even sent to Sōzu.
 *
 * @param why which rule it breaks
 * @param reason for people: what was found and what is allowed
 */
public record Refusal(Why why, String reason) {
  /** The rules that a message can break before Sōzu sees it. */
  public enum Why {
    /** It is not what its content type says, or not wholly understood. */
    UNDECODABLE,
    /** It asks for something that this connector may not do. */
    OUT_OF_SCOPE
  }
}
