package io.sozu.pki.internal;

import io.sozu.client.SozuClient;
import io.sozu.client.SozuException;
import io.sozu.client.config.Backoff;
import io.sozu.pki.CertificateInfo;
import io.sozu.pki.Fault;
import io.sozu.pki.PkiOptions;
import io.sozu.pki.internal.Schedule.Work;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Step;
import io.sozu.pki.internal.share.Neighbour;
import io.sozu.pki.internal.sozu.ClientSozu;
import io.sozu.pki.internal.watch.TreeWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a connector: waits for something to do and does it, one after the other. A failure
 * is told, and all is tried again.
 */
final class Course implements AutoCloseable, TreeWatch.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Course.class);
  private static final Duration RETRY_MIN = Duration.ofMillis(100);
  private static final Duration RETRY_MAX = Duration.ofSeconds(30);

  /** When folders are watched that were not, what changed in between is looked for so soon. */
  private static final Duration SETTLE = Duration.ofSeconds(1);

  /** How soon a handshake that showed something else is tried again. */
  private static final Duration PROOF_AGAIN = Duration.ofSeconds(10);

  /** Rows that are made anew at once after each change; making more costs as much as a change. */
  private static final int FEW_ROWS = 500;

  /** Folders beside the tree that are watched because symbolic links lead there. */
  private static final int MOST_BESIDE = 1_000;

  /** How long more rows may be behind. */
  private static final Duration SHOWN_WITHIN = Duration.ofMillis(250);

  private final PkiOptions options;
  private final PkiStatus status;
  private final Clock clock = Clock.systemUTC();
  private final Keeper keeper;
  private final Ledger ledger;
  private final Foreign foreign;
  private final Schedule schedule;
  private final Events events;
  private final ExpiryLog expiries;
  private final @Nullable Prover prover;
  private final Backoff backoff = new Backoff(RETRY_MIN, RETRY_MAX);
  private final @Nullable TreeWatch watch;
  private final Thread thread;

  // All that follows is of the thread.
  private Counts counts = Counts.NONE;
  private Set<Path> unwatched = Set.of();

  /** Which folders are watched. */
  private long watchedTurns = -1;

  private boolean isFirst = true;

  /** What was sent before Sōzu was asked about everything. */
  private List<Step> ahead = List.of();

  private long shownAt;

  /** Watched only for what symbolic links lead to. */
  private volatile Set<Path> beside = Set.of();

  private volatile List<CertificateInfo> certificates = List.of();
  private volatile boolean release;

  Course(
      SozuClient client, PkiOptions options, Ledger ledger, Neighbour neighbour, PkiStatus status) {
    this.options = options;
    this.status = status;
    this.ledger = ledger;
    this.foreign = new Foreign(client);
    ClientSozu sozu = new ClientSozu(client);
    this.keeper = new Keeper(options, foreign.counting(sozu), ledger, neighbour, clock);
    this.schedule = new Schedule(options.quiet());
    this.events = new Events(schedule);
    neighbour.onChange(() -> schedule.askIn(Duration.ZERO));
    this.expiries = new ExpiryLog(options.expiryDays());
    String name = "sozu-" + status.instance() + "-" + status.label();
    this.watch = options.watch() ? open(options.folder(), name + "-watch") : null;
    this.prover =
        options.proof()
            ? new Prover(
                name + "-proof",
                new Proof(sozu::expectsProxy)::check,
                PROOF_AGAIN,
                () -> schedule.showIn(Duration.ZERO))
            : null;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    client.events().subscribe(events);
    thread.start();
  }

  private @Nullable TreeWatch open(Path folder, String name) {
    try {
      return new TreeWatch(folder, name, this, keeper.library().readers());
    } catch (IOException e) {
      LOG.warn(
          "{} is polled, because the system lets us watch nothing: {}", folder, e.getMessage());
      return null;
    }
  }

  @Override
  public void changed(Path path, Set<Path> entries) {
    keeper.library().linkedThrough(path).forEach(schedule::changed);
    if (path.startsWith(options.folder()) && !beside.contains(path)) {
      schedule.changed(path, entries);
    }
  }

  @Override
  public boolean concerns(Path entry) {
    return !keeper.library().linkedThrough(entry).isEmpty();
  }

  @Override
  public void missed() {
    schedule.lookIn(options.quiet());
  }

  /** Looks at everything and asks about everything, soon. */
  void look() {
    schedule.lookIn(Duration.ZERO);
    schedule.askIn(Duration.ZERO);
  }

  /** Lets go of what is held, soon. */
  int release() {
    release = true;
    schedule.lookIn(Duration.ZERO);
    return (int)
        certificates.stream().filter(one -> one.state() == CertificateInfo.State.HELD).count();
  }

  List<CertificateInfo> certificates() {
    return certificates;
  }

  private void run() {
    try {
      for (Optional<Work> work = schedule.next(); work.isPresent(); work = schedule.next()) {
        pass(work.get());
      }
    } catch (InterruptedException e) {
      // It ends.
    }
  }

  private void pass(Work work) {
    boolean isNew = true;
    try {
      ledger.open();
      keeper.library().glance(work.glances());
      if (work.isLook()) {
        look(work);
      }
      isNew = keep(work) || work.show();
      status.trouble("");
    } catch (SozuException | CompletionException e) {
      retry("no answer from Sōzu: " + e.getMessage());
    } catch (IOException e) {
      retry(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      failed(e);
    } finally {
      keeper.library().forgetKeys();
    }
    try {
      if (isNew) {
        show();
      }
      if (work.isLook()) {
        // Last, as it takes time: what changed meanwhile is looked for then.
        Set<Path> before = unwatched;
        watch(work.everything());
        if (!unwatched.equals(before)) {
          schedule.showIn(Duration.ZERO);
        }
      }
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  /** Also an error, such as of a system that gives us no thread now: nobody else goes on here. */
  private void failed(Throwable e) {
    LOG.error("a look at {} failed; it is tried again", options.folder(), e);
    retry("failed: " + e);
  }

  private void look(Work work) throws IOException {
    if (work.everything()) {
      lookAll();
      schedule.lookIn(options.rescan());
    } else {
      keeper.library().look(work.folders());
    }
    if (release) {
      release = false;
      keeper.release();
    }
  }

  private void lookAll() throws IOException {
    if (isFirst) {
      isFirst = false;
      try {
        if (foreign.isNone()) {
          ahead = keeper.fill();
          return;
        }
      } catch (SozuException e) {
        LOG.debug("Sōzu is not filled while the folder is read", e);
      }
    }
    keeper.library().lookAll();
  }

  private void watch(boolean everything) {
    TreeWatch now = watch;
    long turns = keeper.library().turns();
    if (now != null && !everything && turns == watchedTurns && now.isComplete()) {
      return;
    }
    watchedTurns = turns;
    Set<Path> folders = new LinkedHashSet<>(keeper.library().folders());
    Path above = options.folder().getParent();
    if (above != null) {
      // A root that is made again is no entry of its own.
      folders.add(above);
    }
    if (now == null) {
      folders.remove(above);
      unwatched = folders;
    } else {
      // The tree's come first, and where there is no room for all of them there is none for others.
      Set<Path> more = unwatched.isEmpty() ? keeper.library().beside(MOST_BESIDE) : Set.of();
      beside = more;
      folders.addAll(more);
      TreeWatch.Watched watched = now.watch(folders);
      unwatched = new HashSet<>(watched.unwatched());
      unwatched.remove(above);
      unwatched.removeAll(more);
      keeper.library().troubles().forEach(fault -> unwatched.remove(fault.file()));
      if (everything && !watched.fresh().isEmpty()) {
        schedule.lookIn(SETTLE);
      } else {
        watched.fresh().forEach(this::fresh);
      }
    }
    if (!unwatched.isEmpty()) {
      schedule.lookIn(options.poll());
    }
  }

  /** What changed in a folder before it was watched was not told. */
  private void fresh(Path folder) {
    keeper.library().linkedInto(folder).forEach(schedule::changed);
    changed(folder, Set.of());
  }

  /** Gives whether there was anything to do. */
  private boolean keep(Work work) throws IOException {
    boolean others = (work.ask() || work.suspect()) && foreign.changed();
    boolean all = work.ask() || others;
    boolean isDue = all || work.everything();
    boolean isLook = work.isLook() || !work.glances().isEmpty();
    if (!isDue && !(isLook && keeper.hasNews())) {
      foreign.forget();
      return false;
    }
    if (all) {
      schedule.askAgainIn(options.reconcile());
    }
    List<Step> steps = new ArrayList<>(ahead);
    try {
      steps.addAll(isDue ? keeper.keep(all) : keeper.keepNews());
      ahead = List.of();
    } finally {
      foreign.forget();
    }
    long added = steps.stream().filter(step -> step.old() == null).count();
    counts = counts.plus(added, steps.size() - added, all);
    prove(steps);
    Instant next = keeper.verdict().next();
    if (next.isBefore(Instant.MAX)) {
      schedule.lookIn(Duration.between(clock.instant(), next).plusMillis(1));
    }
    if (keeper.reconciler().hasOpen(keeper.wants())) {
      schedule.lookIn(Duration.ofNanos(backoff.pause()));
    } else {
      backoff.reset();
    }
    return true;
  }

  private void retry(String why) {
    status.trouble(why);
    Duration pause = Duration.ofNanos(backoff.pause());
    schedule.lookIn(pause);
    schedule.askIn(pause);
  }

  private void prove(Collection<Step> steps) {
    Prover now = prover;
    if (now != null) {
      now.retain(keeper.wants());
      now.prove(
          steps.stream().map(Step::want).filter(keeper.reconciler()::isServed).distinct().toList());
    }
  }

  /** Lets everybody see what there is now. */
  private void show() {
    long pause = shownAt + SHOWN_WITHIN.toNanos() - System.nanoTime();
    if (certificates.size() > FEW_ROWS && pause > 0) {
      schedule.showIn(Duration.ofNanos(pause));
      return;
    }
    shownAt = System.nanoTime();
    List<CertificateInfo> rows = Rows.of(keeper, certificates);
    List<String> warnings = new ArrayList<>();
    keeper.library().troubles().stream().map(Fault::text).forEach(warnings::add);
    if (options.watch() && !unwatched.isEmpty()) {
      warnings.add(
          unwatched.size()
              + " folders are looked at every "
              + options.poll().toMillis()
              + " ms, because the system "
              + obstacle());
    }
    Prover now = prover;
    if (now != null) {
      warnings.addAll(now.differences());
    }
    keeper.missingListeners().forEach(warnings::add);
    if (!ledger.trouble().isEmpty()) {
      warnings.add(ledger.trouble());
    }
    int warnDays = options.expiryDays().stream().mapToInt(Integer::intValue).max().orElse(0);
    certificates = rows;
    Instant at = clock.instant();
    status.found(new View(rows, warnings, counts, warnDays, at));
    expiries.look(rows, at);
  }

  private String obstacle() {
    TreeWatch now = watch;
    if (now != null && now.isHeldUp()) {
      return "has not answered about one of them";
    }
    return "lets us watch no more (fs.inotify."
        + (now == null ? "max_user_instances)" : "max_user_watches)");
  }

  /** Ends after the change that is on its way. */
  @Override
  public void close() {
    events.end();
    schedule.close();
    keeper.library().readers().hurry();
    TreeWatch watching = watch;
    if (watching != null) {
      watching.close();
    }
    Prover proving = prover;
    if (proving != null) {
      proving.close();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
