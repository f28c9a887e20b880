package io.sozu.pki.internal.read;

import io.sozu.pki.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one certificate.
 *
 * @param layout how they are named
 * @param certificate the certificate's file, which is its identity in the folder
 * @param key the key's file; null where the certificate's has it too
 * @param options what overrides the configuration; null for nothing
 * @param password what opens a PKCS #12 file; null for none
 */
public record Source(
    Layout layout,
    Path certificate,
    @Nullable Path key,
    @Nullable Path options,
    @Nullable Path password) {

  /** All files. */
  public List<Path> files() {
    return Stream.of(certificate, key, options, password).filter(Objects::nonNull).toList();
  }
}
