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

  /** More handshakes would hold up the next change. */
  private static final int MOST_PROOFS = 20;

  private final PkiOptions options;
  private final PkiStatus status;
  private final Clock clock = Clock.systemUTC();
  private final Keeper keeper;
  private final Foreign foreign;
  private final Schedule schedule;
  private final Events events;
  private final ExpiryLog expiries;
  private final Proof proof = new Proof();
  private final Backoff backoff = new Backoff(RETRY_MIN, RETRY_MAX);
  private final @Nullable TreeWatch watch;
  private final Thread thread;

  // All that follows is of the thread.
  private Counts counts = Counts.NONE;
  private Set<Path> unwatched = Set.of();
  private List<String> unproved = List.of();

  private volatile List<CertificateInfo> certificates = List.of();
  private volatile boolean release;

  Course(SozuClient client, PkiOptions options, Ledger ledger, PkiStatus status) {
    this.options = options;
    this.status = status;
    this.keeper = new Keeper(options, new ClientSozu(client), ledger, clock);
    this.foreign = new Foreign(client);
    this.schedule = new Schedule(options.quiet());
    this.events = new Events(schedule);
    this.expiries = new ExpiryLog(options.expiryDays());
    String name = "sozu-" + status.instance() + "-" + status.label();
    this.watch = options.watch() ? open(options.folder(), name + "-watch") : null;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    client.events().subscribe(events);
    thread.start();
  }

  private @Nullable TreeWatch open(Path folder, String name) {
    try {
      return new TreeWatch(folder, name, this);
    } catch (IOException e) {
      LOG.warn(
          "{} is polled, because the system lets us watch nothing: {}", folder, e.getMessage());
      return null;
    }
  }

  @Override
  public void changed(Path path) {
    if (path.startsWith(options.folder())) {
      schedule.changed(path);
    }
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
    try {
      look(work);
      keep(work);
      status.trouble("");
    } catch (SozuException | CompletionException e) {
      retry("no answer from Sōzu: " + e.getMessage());
    } catch (IOException e) {
      retry(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("a look at {} failed; it is tried again", options.folder(), e);
      retry("failed: " + e);
    }
    show();
  }

  private void look(Work work) {
    if (work.everything()) {
      keeper.library().lookAll();
      schedule.lookIn(options.rescan());
    } else {
      keeper.library().look(work.folders());
    }
    if (work.everything() || !work.folders().isEmpty()) {
      watch(work.everything());
    }
    if (release) {
      release = false;
      keeper.release();
    }
  }

  private void watch(boolean everything) {
    Set<Path> folders = new HashSet<>(keeper.library().folders());
    Path above = options.folder().getParent();
    if (above != null) {
      // A root that is made again is no entry of its own.
      folders.add(above);
    }
    TreeWatch now = watch;
    if (now == null) {
      unwatched = folders;
    } else {
      TreeWatch.Watched watched = now.watch(folders);
      unwatched = new HashSet<>(watched.unwatched());
      unwatched.remove(above);
      unwatched.removeIf(folder -> isInTrouble(folder));
      if (everything && !watched.fresh().isEmpty()) {
        schedule.lookIn(SETTLE);
      } else {
        watched.fresh().forEach(this::changed);
      }
    }
    if (!unwatched.isEmpty()) {
      schedule.lookIn(options.poll());
    }
  }

  private boolean isInTrouble(Path folder) {
    return keeper.library().troubles().stream().anyMatch(fault -> fault.file().equals(folder));
  }

  private void keep(Work work) throws IOException {
    boolean others = (work.ask() || work.suspect()) && foreign.changed();
    boolean all = work.ask() || others;
    if (all) {
      schedule.askIn(options.reconcile());
    }
    List<Step> steps = keeper.keep(all);
    foreign.sent(steps.size());
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
  }

  private void retry(String why) {
    status.trouble(why);
    Duration pause = Duration.ofNanos(backoff.pause());
    schedule.lookIn(pause);
    schedule.askIn(pause);
  }

  private void prove(Collection<Step> steps) {
    if (!options.proof() || steps.isEmpty()) {
      return;
    }
    List<String> differences = new ArrayList<>();
    steps.stream()
        .map(Step::want)
        .filter(keeper.reconciler()::isServed)
        .limit(MOST_PROOFS)
        .map(proof::check)
        .filter(text -> !text.isEmpty())
        .forEach(differences::add);
    differences.forEach(text -> LOG.warn("not proved: {}", text));
    unproved = differences;
  }

  /** Lets everybody see what there is now. */
  private void show() {
    List<CertificateInfo> rows = Rows.of(keeper);
    List<String> warnings = new ArrayList<>();
    keeper.library().troubles().stream().map(Fault::text).forEach(warnings::add);
    if (options.watch() && !unwatched.isEmpty()) {
      warnings.add(
          unwatched.size()
              + " folders are looked at every "
              + options.poll().toMillis()
              + " ms, because the system lets us watch no more (fs.inotify.max_user_watches)");
    }
    warnings.addAll(unproved);
    int warnDays = options.expiryDays().stream().mapToInt(Integer::intValue).max().orElse(0);
    certificates = rows;
    Instant now = clock.instant();
    status.found(new View(rows, warnings, counts, warnDays, now));
    expiries.look(rows, now);
  }

  /** Ends after the change that is on its way. */
  @Override
  public void close() {
    events.end();
    schedule.close();
    TreeWatch now = watch;
    if (now != null) {
      now.close();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
