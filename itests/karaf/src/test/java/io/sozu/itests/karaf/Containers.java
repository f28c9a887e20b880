package io.sozu.itests.karaf;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.vmOptions;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFileExtend;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;

import io.sozu.testkit.FreePorts;
import io.sozu.testkit.SozuPeer;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** Karafs for tests; runs beside the container, not in it. */
final class Containers {
  /** Where the tests in the container find what they need, as system properties. */
  static final String HTTP_PORT = "itest.http.port";

  private static final String VERSION = System.getProperty("karaf.version");

  /** What Karaf's own start script gives to Java. */
  private static final String[] JAVA_OPTIONS = {
    "--add-reads=java.xml=java.logging",
    "--add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED",
    "--patch-module=java.base=lib/endorsed/org.apache.karaf.specs.locator-" + VERSION + ".jar",
    "--patch-module=java.xml=lib/endorsed/org.apache.karaf.specs.java.xml-" + VERSION + ".jar",
    "--add-opens=java.base/java.security=ALL-UNNAMED",
    "--add-opens=java.base/java.net=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.naming/javax.naming.spi=ALL-UNNAMED",
    "--add-opens=java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED",
    "-Xmx256m"
  };

  private Containers() {}

  /**
   * A stock Karaf on free loopback ports that knows these Maven repositories.
   *
   * @param sozu for it
   */
  static Option stockKaraf(SozuPeer sozu, Path... repositories) {
    String http = freePort();
    return composite(
        karafDistributionConfiguration()
            .frameworkUrl(Path.of(System.getProperty("karaf.archive")).toUri().toString())
            .karafVersion(VERSION)
            .unpackDirectory(new File("target/exam"))
            .useDeployFolder(false),
        configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
        vmOptions(JAVA_OPTIONS),
        put("org.apache.karaf.management", "rmiRegistryPort", freePort()),
        put("org.apache.karaf.management", "rmiServerPort", freePort()),
        put("org.apache.karaf.shell", "sshPort", freePort()),
        put("org.apache.karaf.shell", "sshHost", "127.0.0.1"),
        put("org.ops4j.pax.web", "org.osgi.service.http.port", http),
        put("org.ops4j.pax.web", "org.ops4j.pax.web.listening.addresses", "127.0.0.1"),
        // The file that a user has edited already: the feature must leave it alone.
        put("io.sozu.client-main", "sozu.instance", "main"),
        put("io.sozu.client-main", "sozu.config", sozu.config().toString()),
        editConfigurationFileExtend(
            "etc/org.ops4j.pax.url.mvn.cfg",
            "org.ops4j.pax.url.mvn.defaultRepositories",
            Stream.of(repositories)
                .map(folder -> folder.toUri() + "@id=" + folder.getFileName() + "@snapshots")
                .collect(Collectors.joining(","))),
        systemProperty(HTTP_PORT).value(http),
        systemProperty("itest.repository").value(repositories[0].toString()),
        systemProperty("project.version").value(System.getProperty("project.version")));
  }

  /** A file in {@code etc} as a user has edited it. */
  static Option configured(String pid, Map<String, String> keys) {
    return composite(
        keys.entrySet().stream()
            .map(key -> put(pid, key.getKey(), key.getValue()))
            .toArray(Option[]::new));
  }

  private static Option put(String pid, String key, String value) {
    return editConfigurationFilePut("etc/" + pid + ".cfg", key, value);
  }

  static String freePort() {
    return String.valueOf(FreePorts.next().getPort());
  }
}
