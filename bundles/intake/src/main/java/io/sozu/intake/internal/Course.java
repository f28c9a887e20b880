package io.sozu.intake.internal;

import io.sozu.client.Outcome;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.intake.Brake;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.IntakeOptions.Acknowledge;
import io.sozu.intake.Message;
import io.sozu.intake.Result;
import io.sozu.intake.Source;
import io.sozu.intake.internal.apply.Meeting;
import io.sozu.intake.internal.apply.Pump;
import io.sozu.intake.internal.apply.Sozu;
import io.sozu.intake.internal.brake.BrakeState;
import io.sozu.intake.internal.brake.Guard;
import io.sozu.intake.internal.decode.Decoder;
import io.sozu.intake.internal.decode.Refusal;
import io.sozu.intake.internal.loop.Loop;
import io.sozu.intake.internal.loop.Room;
import io.sozu.intake.internal.loop.Ticks;
import io.sozu.intake.internal.order.Entry;
import io.sozu.intake.internal.order.Ledger;
import io.sozu.intake.internal.save.Saver;
import io.sozu.intake.internal.settle.Settler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of messages from taken to acknowledged. On the intake's thread, but for what says
 * otherwise.
 *
 * @param <M> the connector's messages
 */
final class Course<M extends Message> {
  private static final Logger LOG = LoggerFactory.getLogger(Course.class);

  private final String name;
  private final Sozu sozu;
  private final Room room;
  private final Figures figures;
  private final Source<M> source;
  private final Ledger<M> ledger = new Ledger<>();
  private final Meeting meeting;
  private final Pump<M> pump;
  private final Settler<M> settler;
  private final Saver<M> saver;
  private final BrakeState<M> brake;
  private final RefusalLog refusals;
  private volatile IntakeOptions options;

  /** Messages that were taken before this are forgotten. */
  private int epoch;

  private boolean reachable;

  /** What figures tell; read by any thread. */
  private volatile int waiting;

  private volatile long oldest = Ticks.NEVER;
  private volatile long lastApplied = Ticks.NEVER;
  private volatile String lastAppliedId = "";
  private volatile ConnectorStatus.@Nullable Problem lastRefusal;
  private volatile List<String> troubles = List.of();
  private @Nullable CompletableFuture<Void> quiet;

  Course(
      String name,
      Sozu sozu,
      Loop loop,
      Room room,
      Figures figures,
      Source<M> source,
      Supplier<CompletionStage<?>> restore,
      IntakeOptions options) {
    this.name = name;
    this.sozu = sozu;
    this.room = room;
    this.figures = figures;
    this.source = source;
    this.options = options;
    this.refusals = new RefusalLog(name);
    this.reachable = sozu.isReachable();
    this.meeting = new Meeting(sozu, loop, options, restore, this::replaced);
    this.settler = new Settler<>(source, loop, figures, options, this::settled);
    this.saver = new Saver<>(sozu, loop, options, this::saved);
    this.brake =
        new BrakeState<>(
            name, options.paused(), released -> loop.execute(() -> released.forEach(this::letGo)));
    Guard<M> guard = new Guard<>(name, sozu, loop, brake, options);
    this.pump = new Pump<>(name, sozu, loop, figures, guard, options);
  }

  /** Holds messages back and lets them go. Thread-safe. */
  Brake brake() {
    return brake;
  }

  /** Adds its figures to others. Thread-safe. */
  void tell(Map<String, Number> all) {
    long since = oldest;
    long applied = lastApplied;
    long now = Ticks.now();
    all.put("waiting", waiting);
    all.put("held", brake.size());
    all.put("brake.paused", brake.paused() ? 1 : 0);
    all.put("dry.run", options.dryRun() ? 1 : 0);
    all.put("oldest.waiting.seconds", since == Ticks.NEVER ? 0 : seconds(now - since));
    if (applied != Ticks.NEVER) {
      all.put("last.applied.age.seconds", seconds(now - applied));
    }
  }

  /** Whether Sōzu can be reached. Thread-safe. */
  boolean reachesSozu() {
    return sozu.isReachable();
  }

  /** What somebody should look at. Thread-safe. */
  List<String> concerns() {
    List<String> all = new ArrayList<>();
    if (brake.paused()) {
      all.add("paused");
    }
    if (options.dryRun()) {
      all.add("dry run: messages are looked at and not applied");
    }
    if (brake.size() > 0) {
      all.add(brake.size() + " messages are held, because they remove too much");
    }
    all.addAll(troubles);
    return all;
  }

  /** The message that is in force since last. Thread-safe. */
  String lastApplied() {
    return lastAppliedId;
  }

  /** The message that was refused last. Thread-safe. */
  Optional<ConnectorStatus.Problem> lastRefusal() {
    return Optional.ofNullable(lastRefusal);
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  /** A message comes in. */
  void admit(Entry<M> entry) {
    forgetBefore(entry.epoch());
    if (entry.epoch() < epoch) {
      giveBack(entry, "the connector forgot it: it must come again");
      return;
    }
    ledger.add(entry);
    pump.add(entry);
  }

  /** Does whatever can be done now: first for Sōzu, which others wait for, then for the source. */
  void turn() {
    boolean dry = options.dryRun();
    if (pump.isIdle() && !brake.paused() && !dry) {
      meeting.look();
    }
    if ((meeting.isOver() || dry) && quiet == null && !brake.paused()) {
      pump.send();
    }
    pump.takeDecided().forEach(this::decided);
    if (options.acknowledge() == Acknowledge.SAVED && meeting.isOver()) {
      saver.save();
    }
    waiting = pump.waiting();
    Entry<M> first = ledger.oldestUndecided();
    oldest = first == null ? Ticks.NEVER : first.takenAt();
    troubles =
        Stream.of(meeting.trouble(), pump.trouble(), settler.trouble(), saver.trouble())
            .filter(text -> !text.isEmpty())
            .toList();
    acknowledge();
    CompletableFuture<Void> awaited = quiet;
    if (awaited != null && pump.isIdle() && settler.isIdle() && saver.isIdle()) {
      awaited.complete(null);
    }
  }

  /** Looks whether Sōzu is there again. */
  void look() {
    boolean now = sozu.isReachable();
    if (now && !reachable) {
      pump.retryNow();
    }
    reachable = now;
    refusals.look();
  }

  void use(IntakeOptions now) {
    if (now.paused() != options.paused()) {
      brake.set(now.paused());
    }
    options = now;
    brake.clear();
    pump.use(now);
    settler.use(now);
    saver.use(now);
    meeting.use(now);
    if (now.acknowledge() == Acknowledge.APPLIED) {
      saver.takeUnsaved().forEach(this::saved);
    }
  }

  /** Sends nothing more, and completes the stage when nothing is on its way any more. */
  void end(CompletableFuture<Void> whenQuiet) {
    quiet = whenQuiet;
  }

  void forgetBefore(int next) {
    if (next > epoch) {
      epoch = next;
      giveBack("the connector forgot it: it must come again");
    }
  }

  /** Gives everything back; the thread has ended. */
  void close(String why) {
    if (!pump.isIdle() || !settler.isIdle()) {
      LOG.warn("{}: closed while messages were on their way: they come again", name);
    }
    giveBack(why);
  }

  private void letGo(Entry<M> entry) {
    pump.letGo(entry);
  }

  /** Gives back every message that is not acknowledged. */
  private void giveBack(String why) {
    pump.forget();
    brake.clear();
    saver.takeUnsaved();
    ledger.clear().forEach(entry -> giveBack(entry, why));
  }

  private void giveBack(Entry<M> entry, String why) {
    entry.forget(why);
    if (!(entry.isSettled() && entry.isKept())) {
      room.leave(entry.bytes());
    }
  }

  private void decided(Pump.Decided<M> decided) {
    Entry<M> entry = decided.entry();
    Result result = decided.result();
    // A refusal too depends on a state that may get lost: there may be something to remove then.
    if (options.acknowledge() == Acknowledge.SAVED && !result.outcomes().isEmpty()) {
      saver.add(entry);
    } else {
      saved(entry);
    }
    entry.progress.giveUp();
    if (!entry.isDecided()) {
      entry.decide();
      count(decided);
      entry.told().complete(result);
      settler.settle(entry, result);
    }
  }

  private void count(Pump.Decided<M> decided) {
    Result result = decided.result();
    switch (result.verdict()) {
      case APPLIED -> figures.applied.increment();
      case ALREADY_SO -> figures.alreadySo.increment();
      case PARTLY -> figures.partly.increment();
      case REFUSED -> figures.refused.increment();
    }
    Refusal refusal = decided.refusal();
    if (refusal != null && refusal.why() == Refusal.Why.OUT_OF_SCOPE) {
      figures.refusedScope.increment();
    } else if (refusal != null) {
      figures.refusedUndecodable.increment();
    }
    result.outcomes().stream()
        .filter(Outcome::inForce)
        .forEach(outcome -> figures.requestsApplied.increment());
    if (result.inForce()) {
      lastApplied = Ticks.now();
      lastAppliedId = decided.entry().message().id();
      // Their clocks may differ from ours by some milliseconds.
      Duration since = Duration.between(decided.entry().message().published(), result.at());
      figures.publishToApplied.record(Math.max(0, since.getSeconds() + seconds(since.getNano())));
    } else {
      lastRefusal =
          new ConnectorStatus.Problem(
              result.at(), decided.entry().message().id() + ": " + result.reason());
      refusals.add(decided.entry().message().id(), result);
    }
  }

  /** The source knows all about the message. */
  private void settled(Entry<M> entry) {
    entry.settle();
    check(entry);
  }

  /** What the message changed cannot get lost. */
  private void saved(Entry<M> entry) {
    entry.keep(true);
    check(entry);
  }

  private void check(Entry<M> entry) {
    if (entry.isSettled() && entry.isKept() && !entry.isForgotten()) {
      room.leave(entry.bytes());
      ledger.done(entry);
    }
  }

  private void acknowledge() {
    Ledger.Prefix<M> prefix = ledger.advance();
    if (prefix == null) {
      return;
    }
    figures.acknowledged.add(prefix.messages());
    try {
      source.acknowledge(prefix.last());
    } catch (RuntimeException e) {
      // The next acknowledgement includes these.
      LOG.warn("{}: {} could not be acknowledged", name, prefix.last().id(), e);
    }
  }

  /** Another Sōzu than the one that got what is not saved. */
  private void replaced() {
    List<Entry<M>> lost = saver.takeUnsaved();
    for (Entry<M> entry : lost) {
      entry.progress.repeat(Decoder.decode(entry.message()).requests());
    }
    if (!lost.isEmpty()) {
      LOG.info("{}: Sōzu was replaced: {} messages are applied again", name, lost.size());
    }
    pump.again(lost);
    pump.retryNow();
  }
}
