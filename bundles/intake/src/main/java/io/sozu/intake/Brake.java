package io.sozu.intake;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Stops one bad message from hitting every proxy at once: holds a connector back and lets it go.
 * Every connector registers one as a service, with the properties {@code sozu.instance} and {@code
 * sozu.connector}. Thread-safe, never blocking.
 */
@ProviderType
public interface Brake {
  /** Applies nothing more until {@link #resume()}; what is on its way is finished. */
  void pause();

  /** Goes on. */
  void resume();

  /** Whether it is paused, by this or by its configuration. */
  boolean paused();

  /** Messages that are held because they would remove too much, in the order they came. */
  List<Held> held();

  /**
   * Lets held messages go.
   *
   * @param id of {@link Held#id()}; empty is all of them
   * @return how many
   */
  int release(String id);
}
