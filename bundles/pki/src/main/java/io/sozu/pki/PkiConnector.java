package io.sozu.pki;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.pki.internal.Connector;
import io.sozu.pki.internal.PkiStatus;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps the certificates of a folder served by one Sōzu, whatever happens to the folder, to Sōzu or
 * to us. Thread-safe; no method but {@link #close} blocks.
 */
@ProviderType
public interface PkiConnector extends AutoCloseable {
  /**
   * A connector that begins at once; neither folder nor Sōzu need be there yet. A ledger that
   * cannot be opened now is tried again until it can, and the status tells; nothing is sent before.
   *
   * @param sozu the Sōzu to serve them, whose client must stay open for as long as the connector is
   */
  static PkiConnector open(SozuClient sozu, PkiOptions options) {
    PkiStatus status = new PkiStatus("", sozu.instance());
    status.accepted();
    return Connector.open(sozu, options, status);
  }

  /**
   * Uses other options from now on. If they name another ledger that cannot be opened now, those
   * before stay in force, the status tells, and it is tried again until it can be opened or other
   * options are to be used.
   */
  void use(PkiOptions options);

  /** How it is: ready while every certificate that should be served is. */
  ConnectorStatus status();

  /** What there is, and what becomes of it. */
  Inventory inventory();

  /**
   * Finishes the change that is on its way. What Sōzu serves stays as it is; no thread is left when
   * this returns. Closing twice does nothing.
   */
  @Override
  void close();
}
