package io.sozu.testkit.internal.state;

/** Why a state refuses a request, in the words of Sōzu 2.3.3. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean notFound;

  private Refusal(String message, boolean notFound) {
    super(message, null, false, false);
    this.notFound = notFound;
  }

  /** A refusal with a text. */
  public static Refusal of(String message) {
    return new Refusal(message, false);
  }

  static Refusal noChange() {
    return of("dispatching this request did not bring any change to the state");
  }

  static Refusal notFound(String kind, String id) {
    return new Refusal(
        "Did not find " + kind + " with address or id_bytes=" + Text.bytes(id), true);
  }

  static Refusal exists(String kind, int idBytes) {
    return of(
        kind
            + " with id_bytes="
            + idBytes
            + " already exists; remove it first, or apply the corresponding update if the object"
            + " supports one, instead of re-adding it");
  }

  static Refusal invalid(String field, String reason) {
    return of("Invalid value for field '" + field + "': " + reason);
  }

  /** What Sōzu says. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** Whether the thing that the request names is not there. */
  public boolean isNotFound() {
    return notFound;
  }
}
