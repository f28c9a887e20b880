package io.sozu.pki.internal.plan;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the other connectors of this process want of the same Sōzu, and have there. Each name is for
 * the newest certificate that any of them has, whoever that is. Used by one thread.
 */
public interface Others {
  /** What of these falls to us: each with the names for which nobody has a newer one. */
  List<Want> share(Collection<Want> wants);

  /** Whether another one wants a certificate where it is, so that it must stay. */
  boolean want(Slot slot);

  /** One that another connector brought and nobody wants any more: it may be replaced. */
  @Nullable Owned leaving(Slot slot);

  /** The certificate of another one that a name is for; null for none. */
  @Nullable Slot heir(String listener, String name);

  /** Whether Sōzu took one of another one for a name, as far as that one knows. */
  boolean hasTaken(Slot slot, String name);

  /**
   * Begins to take certificates away from Sōzu; {@link #taken} ends it. Whoever begins to want one
   * of them meanwhile waits for that, and asks Sōzu then.
   *
   * @return those that nobody else wants now
   */
  Set<Slot> take(Collection<Slot> slots);

  /** What was begun is done, or failed. */
  void taken();
}
