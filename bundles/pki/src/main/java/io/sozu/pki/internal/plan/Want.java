package io.sozu.pki.internal.plan;

import io.sozu.pki.internal.read.Reading;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that Sōzu should serve.
 *
 * @param slot where
 * @param names for which: those of the certificate that no newer one has, sorted
 * @param content what it is sent with
 * @param source file that it comes from
 * @param notBefore since when it is valid
 * @param notAfter until when; null where nobody noted it
 * @param reading of its files; null for one that is only kept, because its files cannot be used now
 */
public record Want(
    Slot slot,
    List<String> names,
    String content,
    String source,
    Instant notBefore,
    @Nullable Instant notAfter,
    @Nullable Reading reading) {
  public Want {
    names = List.copyOf(names);
  }

  /** All names of these. */
  public static Set<String> names(Collection<Want> wants) {
    Set<String> names = new TreeSet<>();
    wants.forEach(want -> names.addAll(want.names()));
    return names;
  }

  /** As it is noted when it is in force. */
  public Owned owned() {
    return new Owned(slot, source, content, notBefore, notAfter, names, false);
  }

  /**
   * As it is noted before it is sent: ours, and to be sent again unless somebody says what came of
   * it.
   *
   * @param before as it was noted so far; its names may still be served
   */
  public Owned attempted(@Nullable Owned before) {
    Set<String> all = new TreeSet<>(names);
    if (before != null) {
      all.addAll(before.names());
    }
    return new Owned(slot, source, "", notBefore, notAfter, List.copyOf(all), false);
  }
}
