package io.sozu.intake;

import io.sozu.client.SozuClient;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The life of a broker connector where Sōzu's client and the configuration come and go: it runs
 * while it has both. Status and brake are there all the time, and a connector that was paused is
 * still paused when its client was replaced. Thread-safe; what ends a connector waits until that
 * has finished or given back what it has.
 *
 * @param <O> the connector's options
 */
public final class ConnectorLife<O> implements AutoCloseable {
  private static final Pattern INSTANCE = Pattern.compile("\\(sozu\\.instance=([^*()]+)\\)");

  /**
   * A connector that runs.
   *
   * @param <O> its options
   */
  @ConsumerType
  public interface Running<O> extends AutoCloseable {
    /** Uses other options from now on, without losing a message. */
    void use(O options);

    /** Its brake. */
    Brake brake();

    @Override
    void close();
  }

  /**
   * Makes a connector run.
   *
   * @param <O> its options
   */
  @ConsumerType
  @FunctionalInterface
  public interface Opener<O> {
    /** One that tells how it is by a status that was there before it, and will be after it. */
    Running<O> open(SozuClient sozu, O options, IntakeStatus status);
  }

  private final IntakeStatus status;
  private final Opener<O> opener;
  private final Brake brake = new LastingBrake();

  /** Guarded by this, as all that follows. */
  private @Nullable O options;

  private @Nullable SozuClient sozu;

  /** Written by the holder of the lock; read by the brake, which must not wait for it. */
  private volatile @Nullable Running<O> running;

  private volatile boolean paused;

  /** One that has neither configuration nor client yet. */
  public ConnectorLife(IntakeStatus status, Opener<O> opener) {
    this.status = status;
    this.opener = opener;
  }

  /** The instance that a filter such as {@code (sozu.instance=main)} is for, or the filter. */
  public static String instance(String target) {
    Matcher matcher = INSTANCE.matcher(target);
    return matcher.find() ? matcher.group(1) : target;
  }

  /** How the connector is. */
  public IntakeStatus status() {
    return status;
  }

  /** The brake of whatever runs. */
  public Brake brake() {
    return brake;
  }

  /**
   * Takes over a configuration, unless it is wrong: then the one before stays in force, and the
   * status tells what is wrong.
   *
   * @param configuration reads all of it, or fails with an {@link IllegalArgumentException}
   */
  public synchronized void configure(Supplier<O> configuration) {
    O fresh;
    try {
      fresh = configuration.get();
    } catch (IllegalArgumentException e) {
      status.refused(String.valueOf(e.getMessage()));
      return;
    }
    boolean same = fresh.equals(options);
    options = fresh;
    Running<O> now = running;
    if (now == null) {
      begin();
    } else if (!same) {
      now.use(fresh);
    }
    status.accepted();
  }

  /** This is the Sōzu from now on. */
  public synchronized void attach(SozuClient client) {
    end();
    sozu = client;
    begin();
  }

  /** This Sōzu's client goes away; nothing happens if it was replaced already. */
  public synchronized void detach(SozuClient client) {
    if (sozu == client) {
      end();
      sozu = null;
      status.waitingForSozu();
    }
  }

  /** Ends the connector for good. */
  @Override
  public synchronized void close() {
    end();
    sozu = null;
  }

  private void begin() {
    SozuClient client = sozu;
    O now = options;
    if (client != null && now != null) {
      Running<O> fresh = opener.open(client, now, status);
      if (paused) {
        fresh.brake().pause();
      }
      running = fresh;
    }
  }

  private void end() {
    Running<O> now = running;
    running = null;
    if (now != null) {
      now.close();
    }
  }

  /** Remembers that it was pulled, and is the brake of whatever runs. */
  private final class LastingBrake implements Brake {
    @Override
    public void pause() {
      paused = true;
      Running<O> now = running;
      if (now != null) {
        now.brake().pause();
      }
    }

    @Override
    public void resume() {
      paused = false;
      Running<O> now = running;
      if (now != null) {
        now.brake().resume();
      }
    }

    @Override
    public boolean paused() {
      Running<O> now = running;
      return now == null ? paused : now.brake().paused();
    }

    @Override
    public List<Held> held() {
      Running<O> now = running;
      return now == null ? List.of() : now.brake().held();
    }

    @Override
    public int release(String id) {
      Running<O> now = running;
      return now == null ? 0 : now.brake().release(id);
    }
  }
}
