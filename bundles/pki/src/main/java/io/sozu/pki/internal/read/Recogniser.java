package io.sozu.pki.internal.read;

import static java.util.stream.Collectors.toSet;

import io.sozu.pki.Layout;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which files of one folder belong together, by their names alone: a half of a pair makes
 * a source, too, so that somebody hears what is missing. Immutable.
 */
public final class Recogniser {
  private static final String OPTIONS = "options.json";

  /**
   * Those with {@code previous_} are there while certbot renews, and stay when it is killed then
   * (certbot 5.8, _internal/storage.py, RenewableCert.update_all_links_to).
   */
  private static final Set<String> BESIDE_CERTBOT =
      Set.of(
          "cert.pem",
          "chain.pem",
          "previous_cert.pem",
          "previous_privkey.pem",
          "previous_chain.pem",
          "previous_fullchain.pem");

  private final Path root;
  private final Set<Layout> layouts;
  private final @Nullable NamePattern pattern;
  private final @Nullable Path password;

  /**
   * A recogniser.
   *
   * @param root of all folders
   * @param layouts that are looked for
   * @param pattern beside them; null is none
   * @param password file that opens PKCS #12 files that have none of their own; null is none
   */
  public Recogniser(
      Path root, Set<Layout> layouts, @Nullable NamePattern pattern, @Nullable Path password) {
    this.root = root;
    this.layouts = Set.copyOf(layouts);
    this.pattern = pattern;
    this.password = password;
  }

  /**
   * What was found in a folder.
   *
   * @param sources the certificates
   * @param rest names that mean nothing to us
   */
  record Found(List<Source> sources, Set<String> rest) {}

  /** Whether a certificate and its key may be in two folders. */
  boolean hasPattern() {
    return pattern != null;
  }

  /**
   * Finds the sources of a folder.
   *
   * @param files of it by their names, in whatever order
   */
  Found find(Path folder, Map<String, Path> files) {
    Search search = new Search(folder, files);
    List<Source> sources = search.sources();
    Set<Path> used = sources.stream().map(Source::files).flatMap(List::stream).collect(toSet());
    search.names.removeIf(name -> used.contains(files.get(name)));
    return new Found(sources, search.names);
  }

  /** Through one folder; a name is taken out once it is known what it is for. */
  private final class Search {
    private final Path folder;
    private final Map<String, Path> files;
    private final Set<String> names;
    private final @Nullable Path options;
    private final List<Source> sources = new ArrayList<>();

    Search(Path folder, Map<String, Path> files) {
      this.folder = folder;
      this.files = files;
      this.names = new TreeSet<>(files.keySet());
      this.options = names.remove(OPTIONS) ? files.get(OPTIONS) : null;
    }

    List<Source> sources() {
      byPattern();
      if (layouts.contains(Layout.CERTBOT)) {
        fixed(Layout.CERTBOT, "fullchain.pem", "privkey.pem", BESIDE_CERTBOT);
      }
      if (layouts.contains(Layout.KUBERNETES)) {
        fixed(Layout.KUBERNETES, "tls.crt", "tls.key", Set.of("ca.crt"));
      }
      if (layouts.contains(Layout.PAIR)) {
        pairs();
      }
      if (layouts.contains(Layout.COMBINED)) {
        take(".pem").forEach(name -> add(Layout.COMBINED, name, null));
      }
      if (layouts.contains(Layout.PKCS12)) {
        take(".p12").forEach(this::pkcs12);
        take(".pfx").forEach(this::pkcs12);
      }
      return sources;
    }

    private void byPattern() {
      NamePattern now = pattern;
      if (now != null) {
        for (String name : List.copyOf(names)) {
          now.source(root, file(name, name), options)
              .ifPresent(
                  source -> {
                    sources.add(source);
                    names.remove(name);
                    names.removeIf(other -> file(other, name).equals(source.key()));
                  });
        }
      }
    }

    private void fixed(Layout layout, String certificate, String key, Set<String> others) {
      // Both are taken out, whichever is there.
      boolean hasCertificate = names.remove(certificate);
      boolean hasKey = names.remove(key);
      if (hasCertificate || hasKey) {
        names.removeAll(others);
        add(layout, certificate, key);
      }
    }

    private void pairs() {
      for (String name : take(".key")) {
        String stem = stem(name);
        String pem = stem + ".pem";
        boolean isPem = !names.contains(stem + ".crt") && names.contains(pem);
        String certificate = isPem ? pem : stem + ".crt";
        names.remove(certificate);
        add(Layout.PAIR, certificate, name);
      }
      take(".crt").forEach(name -> add(Layout.PAIR, name, stem(name) + ".key"));
    }

    private void pkcs12(String name) {
      String own = stem(name) + ".password";
      sources.add(
          new Source(
              Layout.PKCS12,
              file(name, name),
              null,
              options,
              names.contains(own) ? file(own, own) : password));
    }

    /** A file that is there, or one that should be, beside one that is. */
    private Path file(String name, String beside) {
      Path file = files.get(name);
      if (file != null) {
        return file;
      }
      try {
        return folder.resolve(name);
      } catch (InvalidPathException e) {
        // The system's character set has no such name; what is there then tells what is missing.
        return Objects.requireNonNull(files.get(beside));
      }
    }

    private List<String> take(String suffix) {
      List<String> taken =
          names.stream()
              .filter(name -> name.endsWith(suffix) && name.length() > suffix.length())
              .toList();
      taken.forEach(names::remove);
      return taken;
    }

    private void add(Layout layout, String certificate, @Nullable String key) {
      sources.add(
          new Source(
              layout,
              file(certificate, key == null ? certificate : key),
              key == null ? null : file(key, certificate),
              options,
              null));
    }
  }

  private static String stem(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }
}
