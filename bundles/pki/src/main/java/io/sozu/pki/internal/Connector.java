package io.sozu.pki.internal;

import io.sozu.client.SozuClient;
import io.sozu.client.config.Backoff;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.pki.CertificateInfo;
import io.sozu.pki.Inventory;
import io.sozu.pki.PkiConnector;
import io.sozu.pki.PkiOptions;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.share.Neighbour;
import io.sozu.pki.internal.share.Neighbours;
import io.sozu.pki.internal.sozu.FileBook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A course, and another one for other options; these wait for their ledger while the course before
 * goes on. Thread-safe.
 */
public final class Connector implements PkiConnector, Inventory {
  private static final Duration RETRY_MIN = Duration.ofMillis(100);
  private static final Duration RETRY_MAX = Duration.ofSeconds(30);

  private final SozuClient sozu;
  private final PkiStatus status;
  private final Neighbour neighbour;

  /** Guarded by this, as all that follows. */
  private PkiOptions options;

  private @Nullable FileBook book;
  private Ledger ledger;
  private boolean closed;

  /** Tries the options that wait; null for none. */
  private @Nullable Thread retry;

  private volatile Course course;

  private Connector(SozuClient sozu, PkiOptions options, PkiStatus status) {
    this.sozu = sozu;
    this.options = options;
    this.status = status;
    this.book = book(options.ledger());
    this.ledger = ledger(book);
    status.running(true);
    this.neighbour = Neighbours.OF_THIS_PROCESS.join(sozu::socket);
    this.course = new Course(sozu, options, ledger, neighbour, status);
  }

  /** One that tells how it is by a status that was there before it. */
  public static Connector open(SozuClient sozu, PkiOptions options, PkiStatus status) {
    return new Connector(sozu, options, status);
  }

  private static @Nullable Path normal(@Nullable Path file) {
    return file == null ? null : file.toAbsolutePath().normalize();
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
    if (closed) {
      return;
    }
    giveUp();
    if (fresh.equals(options)) {
      return;
    }
    if (Objects.equals(normal(fresh.ledger()), normal(options.ledger()))) {
      course.close();
      begin(fresh);
      return;
    }
    FileBook other = book(fresh.ledger());
    if (!change(fresh, other)) {
      Thread thread =
          new Thread(
              () -> changeLater(fresh, other),
              "sozu-" + status.instance() + "-" + status.label() + "-ledger");
      thread.setDaemon(true);
      retry = thread;
      thread.start();
    }
  }

  /** The options that wait are not wanted any more. */
  private void giveUp() {
    retry = null;
    notifyAll();
    status.waiting("");
  }

  /** Opens the other ledger before the course ends: one that cannot be opened changes nothing. */
  private boolean change(PkiOptions fresh, @Nullable FileBook other) {
    if (other != null) {
      try {
        other.open();
      } catch (IOException e) {
        status.waiting(String.valueOf(e.getMessage()));
        return false;
      }
    }
    course.close();
    closeBook();
    book = other;
    ledger = ledger(other);
    begin(fresh);
    return true;
  }

  private void begin(PkiOptions fresh) {
    options = fresh;
    course = new Course(sozu, fresh, ledger, neighbour, status);
  }

  private synchronized void changeLater(PkiOptions fresh, @Nullable FileBook other) {
    Backoff backoff = new Backoff(RETRY_MIN, RETRY_MAX);
    try {
      do {
        wait(Duration.ofNanos(backoff.pause()).toMillis() + 1);
      } while (retry == Thread.currentThread() && !change(fresh, other));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (retry == Thread.currentThread()) {
      giveUp();
    }
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
  public void close() {
    Thread waiting;
    synchronized (this) {
      waiting = retry;
      giveUp();
      if (!closed) {
        closed = true;
        course.close();
        neighbour.close();
        closeBook();
        status.running(false);
      }
    }
    if (waiting != null) {
      try {
        waiting.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void closeBook() {
    FileBook now = book;
    if (now != null) {
      now.close();
    }
  }
}
