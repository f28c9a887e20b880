package io.sozu.pki.internal.osgi;

import io.sozu.client.SozuClient;
import io.sozu.pki.CertificateInfo;
import io.sozu.pki.Inventory;
import io.sozu.pki.PkiOptions;
import io.sozu.pki.internal.Connector;
import io.sozu.pki.internal.PkiStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connector where the client and the configuration come and go: it runs while it has both.
 * Thread-safe; what ends the connector waits for it.
 */
final class PkiLife implements Inventory, AutoCloseable {
  private final PkiStatus status;
  private final Supplier<Path> ledger;

  /** Guarded by this, as what follows. */
  private @Nullable PkiOptions options;

  private @Nullable SozuClient sozu;

  /** Written under the lock; read by the inventory, which must not wait for it. */
  private volatile @Nullable Connector running;

  /**
   * One without configuration and client.
   *
   * @param ledger where the ledger is when the configuration names none
   */
  PkiLife(PkiStatus status, Supplier<Path> ledger) {
    this.status = status;
    this.ledger = ledger;
  }

  PkiStatus status() {
    return status;
  }

  void refuse(String why) {
    status.refused(why);
  }

  synchronized void configure(PkiOptions fresh) {
    options = fresh;
    status.accepted();
    Connector now = running;
    if (now == null) {
      begin();
    } else {
      now.use(complete(fresh));
    }
  }

  synchronized void attach(SozuClient client) {
    end();
    sozu = client;
    begin();
  }

  synchronized void detach(SozuClient client) {
    if (sozu == client) {
      end();
      sozu = null;
    }
  }

  private void begin() {
    SozuClient client = sozu;
    PkiOptions now = options;
    if (client != null && now != null) {
      running = Connector.open(client, complete(now), status);
    }
  }

  private PkiOptions complete(PkiOptions now) {
    return now.ledger() == null ? now.withLedger(ledger.get()) : now;
  }

  private void end() {
    Connector now = running;
    running = null;
    if (now != null) {
      now.close();
    }
  }

  @Override
  public List<CertificateInfo> certificates() {
    Connector now = running;
    return now == null ? List.of() : now.certificates();
  }

  @Override
  public int release() {
    Connector now = running;
    return now == null ? 0 : now.release();
  }

  @Override
  public void look() {
    Connector now = running;
    if (now != null) {
      now.look();
    }
  }

  @Override
  public synchronized void close() {
    end();
    sozu = null;
  }
}
