package io.sozu.pki;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a folder of certificates holds and what is served of it. In OSGi a service with the
 * properties {@code sozu.instance} and {@code sozu.name}. Thread-safe, never blocking.
 */
@ProviderType
public interface Inventory {
  /** Every certificate, by its path. */
  List<CertificateInfo> certificates();

  /**
   * Lets go of the certificates whose removal is held.
   *
   * @return how many
   */
  int release();

  /** Looks at the whole folder and asks Sōzu about everything, soon. */
  void look();
}
