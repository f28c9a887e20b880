package io.sozu.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.testkit.SozuPeer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our distribution, unpacked, configured and started as a user does it. */
final class DistributionKarafIT {
  @TempDir private Path folder;

  @Test
  void itServesMetricsSoonAndStopsWhenTold() throws Exception {
    Path home = unpack();
    String port = Containers.freePort();
    try (SozuPeer sozu = SozuPeer.installed()) {
      put(home, "io.sozu.client-main", "sozu.config", sozu.config().toString());
      put(home, "org.ops4j.pax.web", "org.osgi.service.http.port", port);
      put(home, "org.apache.karaf.shell", "sshPort", Containers.freePort());
      put(home, "org.apache.karaf.management", "rmiRegistryPort", Containers.freePort());
      put(home, "org.apache.karaf.management", "rmiServerPort", Containers.freePort());

      long begin = System.nanoTime();
      Process karaf = script(home, "karaf", "daemon").start();
      try {
        Karaf.await("a good scrape", () -> up(port), () -> log(home));
        Duration start = Duration.ofNanos(System.nanoTime() - begin);
        System.out.printf(
            "distribution: first good scrape after %d ms, %d MB resident%n",
            start.toMillis(), residentMegabytes(karaf.pid()));
        assertThat(residentMegabytes(karaf.pid())).isLessThan(400);
        assertThat(script(home, "stop").start().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(karaf.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        karaf.destroyForcibly().waitFor();
      }
    }
  }

  private Path unpack() throws Exception {
    String name = "karaf-distro-" + System.getProperty("project.version");
    Path archive = Path.of("../../karaf-distro/target", name + ".tar.gz").toAbsolutePath();
    Process tar =
        new ProcessBuilder("tar", "xzf", archive.toString(), "-C", folder.toString()).start();
    assertThat(tar.waitFor()).isZero();
    return folder.resolve(name);
  }

  private ProcessBuilder script(Path home, String script, String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(home.resolve("bin").resolve(script).toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(script + ".out").toFile());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  private static void put(Path home, String pid, String key, String value) throws IOException {
    Path file = home.resolve("etc").resolve(pid + ".cfg");
    String text = Files.readString(file);
    String changed =
        text.replaceAll("(?m)^" + key.replace(".", "\\.") + " *=.*$", key + " = " + value);
    assertThat(changed).contains(key + " = " + value);
    Files.writeString(file, changed);
  }

  private static boolean up(String port) {
    try (InputStream page =
        URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8)
          .contains("sozu_up{sozu_instance=\"main\"} 1");
    } catch (IOException e) {
      return false;
    }
  }

  private static String log(Path home) throws IOException {
    Path log = home.resolve("data/log/karaf.log");
    return Files.exists(log) ? Files.readString(log) : "no log";
  }

  private static long residentMegabytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
