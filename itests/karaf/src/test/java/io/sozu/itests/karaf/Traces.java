package io.sozu.itests.karaf;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** What bundles of ours leave behind in this JVM when they are gone; nothing, if all is well. */
final class Traces {
  /** Any record that is not ours. */
  private record Other(Thread.State component) {}

  private record Loader(String bundle, WeakReference<ClassLoader> loader) {}

  private final List<Loader> loaders = new ArrayList<>();

  /** Sockets of others: Karaf's own SSH has some. */
  private final List<String> othersSockets;

  /** To be made before anything of ours is installed. */
  Traces() throws IOException {
    othersSockets = unixSockets();
  }

  /** Remembers the class loaders of bundles that will go. */
  void remember(List<Bundle> bundles) {
    for (Bundle bundle : bundles) {
      ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
      loaders.add(new Loader(bundle.toString(), new WeakReference<>(loader)));
    }
  }

  /** Everything that is left now. */
  List<String> left() throws Exception {
    forgetTheLastRecord();
    List<String> left = new ArrayList<>();
    histogram()
        .filter(line -> line.matches(".* (io\\.sozu\\.(?!itests)|org\\.newsclub).*"))
        .forEach(left::add);
    loaders.stream()
        .filter(loader -> loader.loader().get() != null)
        .forEach(loader -> left.add("class loader of " + loader.bundle()));
    Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sozu-") || name.contains("junixsocket"))
        .forEach(name -> left.add("thread " + name));
    unixSockets().stream().filter(socket -> !othersSockets.contains(socket)).forEach(left::add);
    return left;
  }

  /**
   * Java 17 keeps the types of the record that was linked last (asTypeCache of the handles in
   * java.lang.runtime.ObjectMethods), whoever it belongs to, until another record is.
   */
  private static void forgetTheLastRecord() {
    Other other = new Other(Thread.State.NEW);
    if (!other.equals(new Other(Thread.State.NEW))
        || other.hashCode() == 0
        || other.toString().isEmpty()) {
      throw new IllegalStateException("a record must equal itself");
    }
  }

  /** Classes with live objects; asking collects all garbage first. */
  private static Stream<String> histogram() throws Exception {
    Object text =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return text.toString().lines();
  }

  /** UNIX sockets of this process. */
  private static List<String> unixSockets() throws IOException {
    List<String> known;
    try (Stream<String> lines = Files.lines(Path.of("/proc/net/unix"))) {
      known = lines.map(line -> "socket:[" + line.split(" +", -1)[6] + "]").toList();
    }
    List<String> open = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      for (Path file : files.toList()) {
        if (Files.isSymbolicLink(file)) {
          open.add(Files.readSymbolicLink(file).toString());
        }
      }
    }
    open.retainAll(known);
    return open.stream().map(socket -> "UNIX " + socket).toList();
  }
}
