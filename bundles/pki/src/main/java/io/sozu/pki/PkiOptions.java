package io.sozu.pki;

import io.sozu.client.config.Addresses;
import io.sozu.client.config.Check;
import io.sozu.pki.internal.read.NamePattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a folder of certificates is served. Immutable; {@link Builder#build()} checks every value and
 * names the key, the value and what is allowed.
 *
 * @param folder with the certificates, at any depth
 * @param layouts that are looked for. Default {@link #DEFAULT_LAYOUTS}
 * @param pattern where certificate and key are in a layout that none of these is; empty is none
 * @param pkcs12Password file with the password of PKCS #12 files that have none beside them
 * @param refuseOpenKeys whether a key that others than its owner can read is not used. Default no
 * @param listeners addresses of the listeners that serve them, such as {@code 0.0.0.0:443} or
 *     {@code [::]:443}, in the form of {@link Addresses#text}; empty is all that Sōzu has active
 * @param mappingFile names that are for some listeners, a rule a line; null is none
 * @param watch whether the system tells what changes; without, the folder is polled
 * @param poll how often what is not watched is looked at. Default {@link #DEFAULT_POLL}
 * @param quiet how long nothing must change before it is looked at. Default {@link #DEFAULT_QUIET}
 * @param rescan how often everything is looked at. Default {@link #DEFAULT_RESCAN}
 * @param reconcile how often Sōzu is asked about everything. Default {@link #DEFAULT_RECONCILE}
 * @param removalGrace how long files must be gone. Default {@link #DEFAULT_REMOVAL_GRACE}
 * @param removalPercent more of ours at once are held. Default {@value #DEFAULT_REMOVAL_PERCENT}
 * @param removalLeast so many are never held. Default {@value #DEFAULT_REMOVAL_LEAST}
 * @param releaseFile lets go of what is held, and is deleted then; null is none
 * @param adopt whether certificates that others put into Sōzu are replaced. Default no
 * @param proof whether a handshake proves what was changed. Default no
 * @param expiryDays days before the end of a certificate at which it is told. Default {@link
 *     #DEFAULT_EXPIRY_DAYS}
 * @param ledger file that remembers what in Sōzu is ours; null remembers it only while we run
 */
public record PkiOptions(
    Path folder,
    List<Layout> layouts,
    String pattern,
    @Nullable Path pkcs12Password,
    boolean refuseOpenKeys,
    List<String> listeners,
    @Nullable Path mappingFile,
    boolean watch,
    Duration poll,
    Duration quiet,
    Duration rescan,
    Duration reconcile,
    Duration removalGrace,
    int removalPercent,
    int removalLeast,
    @Nullable Path releaseFile,
    boolean adopt,
    boolean proof,
    List<Integer> expiryDays,
    @Nullable Path ledger) {
  public static final Duration DEFAULT_POLL = Duration.ofSeconds(2);
  public static final Duration DEFAULT_QUIET = Duration.ofMillis(20);
  public static final Duration DEFAULT_RESCAN = Duration.ofSeconds(60);
  public static final Duration DEFAULT_RECONCILE = Duration.ofMinutes(5);
  public static final Duration DEFAULT_REMOVAL_GRACE = Duration.ofSeconds(30);
  public static final int DEFAULT_REMOVAL_PERCENT = 10;
  public static final int DEFAULT_REMOVAL_LEAST = 3;
  public static final List<Integer> DEFAULT_EXPIRY_DAYS = List.of(14, 3);

  /** All but the pattern, which says itself where files are. */
  public static final List<Layout> DEFAULT_LAYOUTS =
      List.of(Layout.PAIR, Layout.CERTBOT, Layout.KUBERNETES, Layout.COMBINED, Layout.PKCS12);

  public PkiOptions {
    layouts = List.copyOf(layouts);
    listeners = List.copyOf(listeners);
    expiryDays = List.copyOf(expiryDays);
  }

  /** A builder for a folder, with every other option at its default. */
  public static Builder builder(Path folder) {
    return new Builder(folder);
  }

  /** The same with another ledger. */
  public PkiOptions withLedger(Path file) {
    return new PkiOptions(
        folder,
        layouts,
        pattern,
        pkcs12Password,
        refuseOpenKeys,
        listeners,
        mappingFile,
        watch,
        poll,
        quiet,
        rescan,
        reconcile,
        removalGrace,
        removalPercent,
        removalLeast,
        releaseFile,
        adopt,
        proof,
        expiryDays,
        file);
  }

  /** Collects options; each method names the component of {@link PkiOptions} that it sets. */
  public static final class Builder {
    private final Path folder;
    private List<Layout> layouts = DEFAULT_LAYOUTS;
    private String pattern = "";
    private @Nullable Path pkcs12Password;
    private boolean refuseOpenKeys;
    private List<String> listeners = List.of();
    private @Nullable Path mappingFile;
    private boolean watch = true;
    private Duration poll = DEFAULT_POLL;
    private Duration quiet = DEFAULT_QUIET;
    private Duration rescan = DEFAULT_RESCAN;
    private Duration reconcile = DEFAULT_RECONCILE;
    private Duration removalGrace = DEFAULT_REMOVAL_GRACE;
    private int removalPercent = DEFAULT_REMOVAL_PERCENT;
    private int removalLeast = DEFAULT_REMOVAL_LEAST;
    private @Nullable Path releaseFile;
    private boolean adopt;
    private boolean proof;
    private List<Integer> expiryDays = DEFAULT_EXPIRY_DAYS;
    private @Nullable Path ledger;

    private Builder(Path folder) {
      this.folder = folder;
    }

    public Builder layouts(List<Layout> value) {
      layouts = value;
      return this;
    }

    public Builder pattern(String value) {
      pattern = value;
      return this;
    }

    public Builder pkcs12Password(@Nullable Path value) {
      pkcs12Password = value;
      return this;
    }

    public Builder refuseOpenKeys(boolean value) {
      refuseOpenKeys = value;
      return this;
    }

    public Builder listeners(List<String> value) {
      listeners = value;
      return this;
    }

    public Builder mappingFile(@Nullable Path value) {
      mappingFile = value;
      return this;
    }

    public Builder watch(boolean value) {
      watch = value;
      return this;
    }

    public Builder poll(Duration value) {
      poll = value;
      return this;
    }

    public Builder quiet(Duration value) {
      quiet = value;
      return this;
    }

    public Builder rescan(Duration value) {
      rescan = value;
      return this;
    }

    public Builder reconcile(Duration value) {
      reconcile = value;
      return this;
    }

    public Builder removalGrace(Duration value) {
      removalGrace = value;
      return this;
    }

    public Builder removalPercent(int value) {
      removalPercent = value;
      return this;
    }

    public Builder removalLeast(int value) {
      removalLeast = value;
      return this;
    }

    public Builder releaseFile(@Nullable Path value) {
      releaseFile = value;
      return this;
    }

    public Builder adopt(boolean value) {
      adopt = value;
      return this;
    }

    public Builder proof(boolean value) {
      proof = value;
      return this;
    }

    public Builder expiryDays(List<Integer> value) {
      expiryDays = value;
      return this;
    }

    public Builder ledger(@Nullable Path value) {
      ledger = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException naming the key, the value and what is allowed
     */
    public PkiOptions build() {
      Check.that(!folder.toString().isBlank(), "folder", folder, "the path of a folder");
      Check.that(!layouts.isEmpty(), "layouts", layouts, "at least one");
      if (!pattern.isEmpty()) {
        NamePattern.parse("pattern", pattern);
      }
      Check.positive("poll", poll);
      Check.positive("rescan", rescan);
      Check.positive("reconcile", reconcile);
      Check.between("removal.max", removalPercent, 0, 100);
      Check.between("removal.least", removalLeast, 0, Integer.MAX_VALUE);
      expiryDays.forEach(days -> Check.between("expiry.days", days, 0, 3650));
      return new PkiOptions(
          folder.toAbsolutePath().normalize(),
          layouts,
          pattern,
          pkcs12Password,
          refuseOpenKeys,
          listeners.stream().map(one -> Addresses.normal("listeners", one)).toList(),
          mappingFile,
          watch,
          poll,
          quiet,
          rescan,
          reconcile,
          removalGrace,
          removalPercent,
          removalLeast,
          releaseFile,
          adopt,
          proof,
          expiryDays,
          ledger);
    }
  }
}
