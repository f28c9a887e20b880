package io.sozu.pki.internal;

import io.sozu.pki.PkiOptions;
import io.sozu.pki.internal.plan.Desired;
import io.sozu.pki.internal.plan.Fates;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.MappingFile;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Removals;
import io.sozu.pki.internal.plan.Renewal;
import io.sozu.pki.internal.plan.Routing;
import io.sozu.pki.internal.plan.Step;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.KeyAccess;
import io.sozu.pki.internal.read.Library;
import io.sozu.pki.internal.read.NamePattern;
import io.sozu.pki.internal.read.Pair;
import io.sozu.pki.internal.read.PairReader;
import io.sozu.pki.internal.read.Reading;
import io.sozu.pki.internal.read.Recogniser;
import io.sozu.pki.internal.read.Unusable;
import io.sozu.pki.internal.share.Neighbour;
import io.sozu.pki.internal.sozu.Ahead;
import io.sozu.pki.internal.sozu.Reconciler;
import io.sozu.pki.internal.sozu.Sozu;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the folder, decides, and brings Sōzu there. Used by one thread. */
final class Keeper {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  private final PkiOptions options;
  private final Sozu sozu;
  private final Ledger ledger;
  private final Neighbour neighbour;
  private final Clock clock;
  private final Library library;
  private final Reconciler reconciler;
  private final Removals removals;
  private Map<String, SocketAddress> listeners = Map.of();

  /** By what rules the folder was kept last; null for never. */
  private @Nullable Routing routing;

  /** What was renewed since it was shown last, by the certificate's file. */
  private Map<Path, Reading> unshown = new HashMap<>();

  /** Whether anything else may be other than it was shown. */
  private boolean isAllUnshown = true;

  /** Whether Sōzu has told its listeners. */
  private boolean asked;

  /** What should be served if nobody else were there. */
  private List<Want> offered = List.of();

  private List<Want> wants = List.of();
  private List<Owned> unseen = List.of();
  private Removals.Verdict verdict = new Removals.Verdict(List.of(), List.of(), Instant.MAX);

  Keeper(PkiOptions options, Sozu sozu, Ledger ledger, Neighbour neighbour, Clock clock) {
    this.options = options;
    this.sozu = sozu;
    this.ledger = ledger;
    this.neighbour = neighbour;
    this.clock = clock;
    KeyAccess access = options.refuseOpenKeys() ? KeyAccess.REFUSE : KeyAccess.WARN;
    NamePattern pattern =
        options.pattern().isEmpty() ? null : NamePattern.parse("pattern", options.pattern());
    this.library =
        new Library(
            options.folder(),
            new Recogniser(
                options.folder(),
                EnumSet.copyOf(options.layouts()),
                pattern,
                options.pkcs12Password()),
            new PairReader(access, clock),
            clock);
    this.reconciler = new Reconciler(sozu, ledger, this::material, library.readers(), clock);
    this.removals = new Removals(clock);
  }

  Library library() {
    return library;
  }

  Reconciler reconciler() {
    return reconciler;
  }

  List<Want> wants() {
    return wants;
  }

  /** Words for each listener that should serve and is not active. */
  List<String> missingListeners() {
    if (!asked) {
      return List.of();
    }
    if (listeners.isEmpty()) {
      // Without anything to serve it is no concern: a connector that nobody uses is in order.
      boolean unused =
          options.listeners().isEmpty()
              && library.readings().isEmpty()
              && ledger.current().isEmpty();
      return unused ? List.of() : List.of("Sōzu has no active HTTPS listener");
    }
    return options.listeners().stream()
        .filter(listener -> !listeners.containsKey(listener))
        .map(listener -> "no HTTPS listener at " + listener + " is active in Sōzu")
        .toList();
  }

  /** What is ours and stays, because its folder is empty, away or cannot be listed. */
  List<Owned> unseen() {
    return unseen;
  }

  /** What becomes of what is ours and gone from the folder. */
  Removals.Verdict verdict() {
    return verdict;
  }

  /** Lets go of what is held. */
  int release() {
    return removals.release();
  }

  /**
   * Looks at the whole folder, and brings to a Sōzu that serves nothing what was read so far. It
   * must be kept after that.
   *
   * @return what was brought there
   * @throws IOException if the mapping file cannot be read; nothing was looked at then
   */
  List<Step> fill() throws IOException {
    Routing rules = routing();
    Map<String, SocketAddress> active = sozu.listeners();
    Ahead ahead = reconciler.ahead(active);
    library.lookAll(some -> ahead.send(Desired.of(some, rules, active.keySet(), List.of())));
    return ahead.end();
  }

  private Routing routing() throws IOException {
    Path mapping = options.mappingFile();
    return new Routing(
        mapping == null ? List.of() : MappingFile.read(mapping), options.listeners());
  }

  /**
   * Makes Sōzu serve what the folder has.
   *
   * @param all whether Sōzu is asked about everything
   * @return what was changed
   * @throws IOException if the mapping file cannot be read; nothing is changed then
   */
  List<Step> keep(boolean all) throws IOException {
    isAllUnshown = true;
    Routing rules = routing();
    if (all || listeners.isEmpty()) {
      listeners = sozu.listeners();
      asked = true;
    }
    releaseByFile();
    List<Owned> current = ledger.current();
    offered = desired(rules, current);
    List<Step> steps = serve(current, all);
    routing = rules;
    return steps;
  }

  /** The same for what is new, with less to do where some certificates were renewed and no more. */
  List<Step> keepNews() throws IOException {
    Optional<List<Want>> wanted =
        listeners.isEmpty() || isRuledAnew() ? Optional.empty() : renewed();
    if (wanted.isEmpty()) {
      return keep(false);
    }
    offered = wanted.get();
    library
        .renewals()
        .ifPresent(
            renewed ->
                renewed.values().forEach(one -> unshown.put(one.source().certificate(), one)));
    return serve(ledger.current(), false);
  }

  /**
   * What was renewed since the last call, by the certificate's file; nothing where all may be other
   * than it was then.
   */
  Optional<Map<Path, Reading>> takeUnshown() {
    Map<Path, Reading> taken = unshown;
    unshown = new HashMap<>();
    boolean isAll = isAllUnshown;
    isAllUnshown = false;
    return isAll ? Optional.empty() : Optional.of(taken);
  }

  private Optional<List<Want>> renewed() {
    Routing rules = Objects.requireNonNull(routing);
    return library
        .renewals()
        .flatMap(renewed -> Renewal.of(offered, renewed, rules, listeners.keySet()));
  }

  private List<Step> serve(List<Owned> current, boolean all) {
    Others others = neighbour.offer(offered, current, clock.instant());
    wants = others.share(offered);
    List<Step> steps = reconciler.reconcile(wants, listeners, all, options.adopt(), others);
    neighbour.did(wants, ledger);
    library.settle();
    return steps;
  }

  /**
   * Whether the folder, or the files that rule it, are others than when it was kept last.
   *
   * @throws IOException if the mapping file cannot be read
   */
  boolean hasNews() throws IOException {
    return library.hasNews() || isRuledAnew();
  }

  private boolean isRuledAnew() throws IOException {
    Path release = options.releaseFile();
    return (release != null && Files.exists(release)) || !routing().equals(routing);
  }

  /** What should be served: what the files demand, and what is ours and stays for now. */
  private List<Want> desired(Routing rules, List<Owned> current) {
    Collection<Reading> readings = library.readings();
    List<Want> demanded = Desired.of(readings, rules, listeners.keySet(), List.of(), offered);
    Fates fates =
        Fates.of(
            current,
            demanded,
            listeners.keySet(),
            readings,
            // An empty folder is one that is not mounted, more often than one that was emptied.
            library.trouble() != null || readings.isEmpty(),
            library.troubles(),
            reconciler::isLost);
    verdict =
        removals.judge(
            fates.gone(),
            current.size(),
            options.removalGrace(),
            options.removalPercent(),
            options.removalLeast());
    unseen = fates.unseen();
    List<Owned> staying = new ArrayList<>(fates.kept());
    staying.addAll(fates.unseen());
    staying.addAll(verdict.kept());
    return staying.isEmpty()
        ? demanded
        : Desired.of(readings, rules, listeners.keySet(), staying, demanded);
  }

  private void releaseByFile() {
    Path file = options.releaseFile();
    try {
      if (file != null && Files.deleteIfExists(file)) {
        LOG.info("{} lets {} certificates go", file, removals.release());
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted, so it lets nothing go: {}", file, e.getMessage());
    }
  }

  private CertificateAndKey material(Want want) throws Unusable {
    Reading reading = want.reading();
    Pair pair = reading == null ? null : reading.pair();
    if (reading == null || pair == null) {
      throw new IllegalStateException("what is only kept is never sent: " + want.slot());
    }
    return library.certificate(reading.source(), pair, want.names());
  }
}
