package io.sozu.pki.internal.read;

import io.sozu.pki.Layout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which files of one folder belong together, by their names alone: a half of a pair makes
 * a source, too, so that somebody hears what is missing. Immutable.
 */
public final class Recogniser {
  private static final String OPTIONS = "options.json";

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
   * The sources of a folder.
   *
   * @param names of its files, in whatever order
   */
  public List<Source> sources(Path folder, Collection<String> names) {
    return new Folder(folder, names).sources();
  }

  /** One folder; a name is taken out once it is known what it is for. */
  private final class Folder {
    private final Path folder;
    private final Set<String> names;
    private final @Nullable Path options;
    private final List<Source> sources = new ArrayList<>();

    Folder(Path folder, Collection<String> found) {
      this.folder = folder;
      this.names = new TreeSet<>(found);
      this.options = names.remove(OPTIONS) ? folder.resolve(OPTIONS) : null;
    }

    List<Source> sources() {
      byPattern();
      if (layouts.contains(Layout.CERTBOT)) {
        fixed(Layout.CERTBOT, "fullchain.pem", "privkey.pem", Set.of("cert.pem", "chain.pem"));
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
          now.source(root, folder.resolve(name), options)
              .ifPresent(
                  source -> {
                    sources.add(source);
                    names.remove(name);
                    names.removeIf(other -> folder.resolve(other).equals(source.key()));
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
              folder.resolve(name),
              null,
              options,
              names.contains(own) ? folder.resolve(own) : password));
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
              folder.resolve(certificate),
              key == null ? null : folder.resolve(key),
              options,
              null));
    }
  }

  private static String stem(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }
}
