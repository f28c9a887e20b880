package io.sozu.intake.internal.apply;

import io.sozu.client.Outcome;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.config.Backoff;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.Message;
import io.sozu.intake.Result;
import io.sozu.intake.internal.Figures;
import io.sozu.intake.internal.brake.Guard;
import io.sozu.intake.internal.decode.Refusal;
import io.sozu.intake.internal.decode.Scope;
import io.sozu.intake.internal.loop.Loop;
import io.sozu.intake.internal.loop.Ticks;
import io.sozu.intake.internal.order.Entry;
import io.sozu.intake.internal.order.Lanes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sends what may go, one batch at a time: while one is at Sōzu, what comes is the next. On the
 * intake's thread.
 *
 * @param <M> the connector's messages
 */
public final class Pump<M extends Message> {
  /**
   * A message and what became of it.
   *
   * @param refusal why it was not sent; null if it was
   */
  public record Decided<M extends Message>(
      Entry<M> entry, Result result, @Nullable Refusal refusal) {}

  private final Sozu sozu;
  private final Loop loop;
  private final Figures figures;
  private final Guard<M> guard;
  private final DryRun<M> dryRun;
  private IntakeOptions options;
  private Scope scope;

  private final Deque<Entry<M>> fresh = new ArrayDeque<>();

  /** What was sent, or could not go, and comes again; by its place in the order. */
  private final TreeMap<Long, Entry<M>> back = new TreeMap<>();

  private final Lanes<M> lanes = new Lanes<>();
  private @Nullable Batch<M> inFlight;
  private List<Decided<M>> decided = new ArrayList<>();

  /** While Sōzu is away, everything waits for the next try. */
  private Backoff away;

  private long awayUntil;

  /** Messages that are sent again, with the reason; by their place in the order. */
  private final TreeMap<Long, String> retried = new TreeMap<>();

  /** A pump with nothing to send. */
  public Pump(
      String name, Sozu sozu, Loop loop, Figures figures, Guard<M> guard, IntakeOptions options) {
    this.sozu = sozu;
    this.loop = loop;
    this.figures = figures;
    this.guard = guard;
    this.dryRun = new DryRun<>(name, figures, this::refusal);
    this.options = options;
    this.scope = Scope.of(options);
    this.away = new Backoff(options.retryMin(), options.retryMax());
  }

  /** Uses other options from the next batch on; what waits or is held is looked at anew. */
  public void use(IntakeOptions now) {
    options = now;
    scope = Scope.of(now);
    away = new Backoff(now.retryMin(), now.retryMax());
    guard.use(now);
    for (Entry<M> entry : lanes.clear()) {
      entry.waitNoMore();
      comeAgain(entry);
    }
    dryRun.begin();
  }

  /** A message that was just taken. */
  public void add(Entry<M> entry) {
    fresh.add(entry);
  }

  /** Messages that are to be applied once more, although they were. */
  public void again(Collection<Entry<M>> entries) {
    entries.forEach(this::comeAgain);
  }

  /** A message that was held may go. */
  public void letGo(Entry<M> entry) {
    lanes.letGo(entry).forEach(this::comeAgain);
  }

  /** Sōzu is there again, or another one: nothing waits for a retry any more. */
  public void retryNow() {
    guard.forget();
    awayUntil = 0;
    away.reset();
    lanes.clear().forEach(this::comeAgain);
    back.values().forEach(entry -> entry.progress.retryNow());
  }

  /** Forgets what waits. What is at Sōzu is let finish. */
  public void forget() {
    fresh.clear();
    back.clear();
    lanes.clear();
    retried.clear();
  }

  /** Whether nothing is at Sōzu. */
  public boolean isIdle() {
    return inFlight == null;
  }

  /** What is tried again and again, for people; empty if nothing is. */
  public String trouble() {
    return retried.isEmpty()
        ? ""
        : retried.size() + " messages are tried again: " + retried.firstEntry().getValue();
  }

  /** How many messages wait or are at Sōzu. */
  public int waiting() {
    Batch<M> batch = inFlight;
    int sent = batch == null ? 0 : batch.entries().size();
    return fresh.size() + back.size() + lanes.size() + sent;
  }

  /** What was decided since the last call, in the order of the messages. */
  public List<Decided<M>> takeDecided() {
    List<Decided<M>> all = decided;
    decided = new ArrayList<>();
    return all;
  }

  /** Sends the next batch, if nothing is at Sōzu and anything may go. */
  public void send() {
    long now = Ticks.now();
    if (inFlight != null) {
      return;
    }
    if (now < awayUntil) {
      loop.wakeAt(awayUntil);
      return;
    }
    if (options.dryRun()) {
      dryRun.look(fresh, back);
      return;
    }
    lanes.due(now).forEach(this::comeAgain);
    Batch<M> batch = compose(now);
    loop.wakeAt(lanes.nextDue());
    if (batch != null) {
      send(batch);
    }
  }

  /** The next batch; null when nothing may go now. */
  private @Nullable Batch<M> compose(long now) {
    while (!guard.isAsking()) {
      Batch<M> batch = new Batch<>(options, sozu.generation());
      fill(batch, now);
      if (batch.isEmpty()) {
        return null;
      }
      Guard.Verdict verdict = guard.judge(batch.entries());
      if (verdict == Guard.Verdict.GO) {
        return batch;
      }
      // Without those that are held now, and those that must stay behind them, it is another one.
      batch.entries().forEach(this::comeAgain);
    }
    return null;
  }

  private void fill(Batch<M> batch, long now) {
    for (Entry<M> entry = peek(); entry != null; entry = peek()) {
      Refusal refusal = refusal(entry);
      if (refusal != null) {
        remove(entry);
        decided.add(new Decided<>(entry, Verdicts.of(entry, refusal), refusal));
      } else if (isHindered(entry, now) || lanes.holdBack(entry)) {
        remove(entry);
        lanes.park(entry);
      } else if (batch.add(entry)) {
        remove(entry);
      } else {
        return;
      }
    }
  }

  private void send(Batch<M> batch) {
    inFlight = batch;
    figures.batches.increment();
    CompletionStage<List<Outcome>> told;
    try {
      told = sozu.apply(batch.requests());
    } catch (RuntimeException e) {
      told = CompletableFuture.failedStage(e);
    }
    told.whenComplete((outcomes, failure) -> loop.execute(() -> came(batch, outcomes, failure)));
  }

  private void came(Batch<M> batch, @Nullable List<Outcome> outcomes, @Nullable Throwable failure) {
    inFlight = null;
    boolean failed = outcomes == null || failure != null;
    batch.came(
        outcomes == null || failure != null
            ? Collections.nCopies(
                batch.requests().size(),
                Outcome.of(new OutcomeUnknown("the client ended the batch: " + failure, failure)))
            : outcomes);
    if (outcomes != null) {
      guard.follow(batch.requests(), outcomes);
    }
    sortOut(batch, failed);
  }

  /** Decides what is known; what is not is to be sent again, in order. */
  private void sortOut(Batch<M> batch, boolean failed) {
    // A new process may have refused what it had not yet been given anew, such as a cluster.
    boolean replaced = batch.generation() != sozu.generation();
    List<Entry<M>> unknown = new ArrayList<>();
    Unfinished<M> unfinished = new Unfinished<>();
    for (Entry<M> entry : batch.entries()) {
      if (entry.isForgotten()) {
        continue;
      }
      boolean overtook = unfinished.holdBack(entry);
      if (!overtook && !entry.progress.isKnown()) {
        if (entry.progress.isUnknown()) {
          unknown.add(entry);
          retried.put(entry.sequence(), entry.progress.why());
        }
        sendAgain(entry);
        unfinished.add(entry);
      } else if (overtook || (replaced && entry.progress.isRefused())) {
        sendAgain(entry);
        entry.progress.repeat();
        unfinished.add(entry);
      } else {
        retried.remove(entry.sequence());
        decided.add(new Decided<>(entry, Verdicts.of(entry), null));
      }
    }
    unfinished.overtake();
    if (failed || unknown.stream().anyMatch(entry -> entry.progress.isUnsent())) {
      awayUntil = Ticks.now() + away.pause();
    } else {
      away.reset();
      unknown.forEach(entry -> entry.progress.retryLater(options));
    }
  }

  private void sendAgain(Entry<M> entry) {
    figures.retried.increment();
    comeAgain(entry);
  }

  private @Nullable Refusal refusal(Entry<M> entry) {
    Refusal refusal = entry.refusal();
    return refusal == null && entry.progress.tries() == 0
        ? scope.refusal(entry.progress.requests())
        : refusal;
  }

  private boolean isHindered(Entry<M> entry, long now) {
    if (entry.waiting() == Entry.Wait.HELD) {
      return true;
    }
    long due = Math.max(entry.progress.retryAt(), delayed(entry));
    if (due > now) {
      entry.waitUntil(due);
      return true;
    }
    entry.waitNoMore();
    return false;
  }

  /** When the message has waited long enough since its publication; the past if it has. */
  private long delayed(Entry<M> entry) {
    if (options.delay().isZero() || entry.progress.tries() > 0) {
      return 0;
    }
    Duration left =
        options.delay().minus(Duration.between(entry.message().published(), Instant.now()));
    // An author's clock that is ahead of ours must not hold it longer than a message of now.
    return left.isNegative()
        ? 0
        : Math.min(Ticks.in(left), entry.takenAt() + options.delay().toNanos());
  }

  private @Nullable Entry<M> peek() {
    Entry<M> next = fresh.peek();
    if (back.isEmpty()) {
      return next;
    }
    Entry<M> again = back.firstEntry().getValue();
    return next == null || again.sequence() < next.sequence() ? again : next;
  }

  private void remove(Entry<M> entry) {
    if (fresh.peek() == entry) {
      fresh.remove();
    } else {
      back.remove(entry.sequence());
    }
  }

  private void comeAgain(Entry<M> entry) {
    back.put(entry.sequence(), entry);
  }
}
