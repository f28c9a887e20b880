package io.sozu.intake.internal.brake;

import io.sozu.intake.Brake;
import io.sozu.intake.Held;
import io.sozu.intake.Message;
import io.sozu.intake.internal.order.Entry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an intake is paused, and which messages it holds. Thread-safe.
 *
 * @param <M> the connector's messages
 */
public final class BrakeState<M extends Message> implements Brake {
  private static final Logger LOG = LoggerFactory.getLogger(BrakeState.class);

  private record Item<M extends Message>(Held held, Entry<M> entry) {}

  private final String name;
  private final Consumer<List<Entry<M>>> letGo;
  private final Map<Long, Item<M>> held = new LinkedHashMap<>();
  private volatile boolean paused;

  /**
   * A brake that holds nothing.
   *
   * @param letGo told, on any thread, which messages may go, and after each change of the pause
   *     with none
   */
  public BrakeState(String name, boolean paused, Consumer<List<Entry<M>>> letGo) {
    this.name = name;
    this.paused = paused;
    this.letGo = letGo;
  }

  @Override
  public void pause() {
    set(true);
  }

  @Override
  public void resume() {
    set(false);
  }

  /** Pauses or goes on. */
  public void set(boolean value) {
    synchronized (this) {
      if (paused == value) {
        return;
      }
      paused = value;
    }
    LOG.info("{}: {}", name, value ? "paused" : "goes on");
    letGo.accept(List.of());
  }

  @Override
  public boolean paused() {
    return paused;
  }

  @Override
  public synchronized List<Held> held() {
    return held.values().stream().map(Item::held).toList();
  }

  /** How many messages are held. */
  public synchronized int size() {
    return held.size();
  }

  /** Holds a message until it is let go. */
  public synchronized void hold(Entry<M> entry, Held shown) {
    held.put(entry.sequence(), new Item<>(shown, entry));
  }

  /** Holds nothing any more, without letting anything go. */
  public synchronized void clear() {
    held.clear();
  }

  @Override
  public int release(String id) {
    List<Entry<M>> released = new ArrayList<>();
    synchronized (this) {
      for (Iterator<Item<M>> items = held.values().iterator(); items.hasNext(); ) {
        Item<M> item = items.next();
        if (id.isEmpty() || item.held().id().equals(id)) {
          released.add(item.entry());
          items.remove();
        }
      }
    }
    if (!released.isEmpty()) {
      LOG.info("{}: {} held messages are let go", name, released.size());
      letGo.accept(released);
    }
    return released.size();
  }
}
