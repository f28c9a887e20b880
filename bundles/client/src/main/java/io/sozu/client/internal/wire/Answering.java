package io.sozu.client.internal.wire;

import io.sozu.protocol.command.Response;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An answer to come, and who listens to the PROCESSING answers before it. */
public class Answering extends Promise<Response> {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

  /** So many answers a listener may be behind; Sōzu 2.3.3 sends a handful a request. */
  private static final int MOST_BEHIND = 1_000;

  private final Consumer<Response> processing;

  /**
   * Where a caller's listener hears, and after it the end comes; null where nobody is waited for.
   */
  private final @Nullable Serial serial;

  /**
   * A caller's: its listener hears on {@code callbacks}, everything before the end, which comes
   * there too.
   */
  public Answering(Executor callbacks, Consumer<Response> processing) {
    this(callbacks, processing, true);
  }

  /**
   * As the others say.
   *
   * @param orderly false for the client's own, whose listener hears where the answer is read
   */
  protected Answering(Executor executor, Consumer<Response> processing, boolean orderly) {
    this(
        processing,
        executor,
        orderly && processing != Exchange.IGNORE_PROCESSING
            ? new Serial(executor, MOST_BEHIND)
            : null);
  }

  private Answering(Consumer<Response> processing, Executor executor, @Nullable Serial serial) {
    super(serial == null ? executor : serial);
    this.processing = processing;
    this.serial = serial;
  }

  @Override
  protected final boolean ordered() {
    return serial != null;
  }

  /** Who hears of the PROCESSING answers of the exchange that this one follows. */
  public final Consumer<Response> listener() {
    return processing == Exchange.IGNORE_PROCESSING ? processing : this::heard;
  }

  /** Tells the listener of a PROCESSING answer; one that is far behind misses it. */
  public final void heard(Response answer) {
    if (processing == Exchange.IGNORE_PROCESSING) {
      return;
    }
    if (serial == null) {
      tell(answer);
    } else if (!serial.offer(() -> tell(answer))) {
      LOG.debug("a listener is {} answers behind and misses one", MOST_BEHIND);
    }
  }

  private void tell(Response answer) {
    try {
      processing.accept(answer);
    } catch (RuntimeException e) {
      LOG.warn("a listener failed: {}", e.toString(), e);
    }
  }
}
