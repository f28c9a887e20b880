package io.sozu.pki.internal;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.pki.CertificateInfo;
import io.sozu.pki.Inventory;
import io.sozu.pki.PkiConnector;
import io.sozu.pki.PkiOptions;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.sozu.FileBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A course, and another one for other options. Thread-safe. */
public final class Connector implements PkiConnector, Inventory {
  private final SozuClient sozu;
  private final PkiStatus status;

  /** Guarded by this, as all that follows. */
  private PkiOptions options;

  private @Nullable FileBook book;
  private Ledger ledger;
  private boolean closed;

  private volatile Course course;

  private Connector(SozuClient sozu, PkiOptions options, PkiStatus status) {
    this.sozu = sozu;
    this.options = options;
    this.status = status;
    this.book = book(options.ledger());
    this.ledger = ledger(book);
    status.running(true);
    this.course = new Course(sozu, options, ledger, status);
  }

  /** One that tells how it is by a status that was there before it. */
  public static Connector open(SozuClient sozu, PkiOptions options, PkiStatus status) {
    return new Connector(sozu, options, status);
  }

  private static @Nullable Path normal(@Nullable Path file) {
    return file == null ? null : file.toAbsolutePath().normalize();
  }

  /** Opens it before the old course ends: one that cannot be opened changes nothing. */
  private static @Nullable FileBook opened(@Nullable Path file) {
    FileBook fresh = book(file);
    if (fresh != null) {
      try {
        fresh.open();
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    return fresh;
  }

  private static @Nullable FileBook book(@Nullable Path file) {
    return file == null ? null : new FileBook(file);
  }

  /** One that is not open yet: the course opens it, and tries again when that cannot be. */
  private static Ledger ledger(@Nullable FileBook book) {
    return new Ledger(book == null ? new Forgetful() : book);
  }

  @Override
  public synchronized void use(PkiOptions fresh) {
    if (closed || fresh.equals(options)) {
      return;
    }
    boolean same = Objects.equals(normal(fresh.ledger()), normal(options.ledger()));
    FileBook freshBook = same ? book : opened(fresh.ledger());
    course.close();
    if (!same) {
      closeBook();
      book = freshBook;
      ledger = ledger(freshBook);
    }
    options = fresh;
    course = new Course(sozu, fresh, ledger, status);
  }

  @Override
  public ConnectorStatus status() {
    return status;
  }

  @Override
  public Inventory inventory() {
    return this;
  }

  @Override
  public List<CertificateInfo> certificates() {
    return course.certificates();
  }

  @Override
  public int release() {
    return course.release();
  }

  @Override
  public void look() {
    course.look();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      course.close();
      closeBook();
      status.running(false);
    }
  }

  private void closeBook() {
    FileBook now = book;
    if (now != null) {
      now.close();
    }
  }
}
