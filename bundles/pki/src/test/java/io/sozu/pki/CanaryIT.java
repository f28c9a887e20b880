package io.sozu.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.CertificateInfo.State;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Once certificates are served, or refused, nothing of their keys is left with us. */
final class CanaryIT {
  @RegisterExtension static final PeerExtension<SozuPeer> SOZU = PeerExtension.installed();

  /** So many are sent as a state file, not singly. */
  private static final int MANY = 40;

  private static final String HELD = "held on purpose";

  private final Path folder;
  private final Path root;
  private final List<Needle> needles = new ArrayList<>();

  CanaryIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.root = Files.createDirectory(folder.resolve("pki"));
  }

  private void canary(String name, String keyPem) throws IOException {
    needles.addAll(Canary.of(name, keyPem));
  }

  @BeforeEach
  void pairs() throws Exception {
    for (int i = 0; i < MANY; i++) {
      write("ec" + i);
    }
    for (String algorithm : List.of("rsa:2048", "ed25519")) {
      String name = algorithm.replace(":", "") + ".example";
      run(
          ("openssl req -x509 -nodes -newkey %1$s -subj /CN=%2$s -addext subjectAltName=DNS:%2$s"
                  + " -keyout %2$s.key -out %2$s.crt")
              .formatted(algorithm, name));
      canary(name, Files.readString(root.resolve(name + ".key")));
    }
    TestCertificate packed = TestCertificate.of("packed.example");
    canary("packed", packed.keyPem());
    Path loose = Files.writeString(folder.resolve("loose.pem"), packed.pem() + packed.keyPem());
    run("openssl pkcs12 -export -passout pass:s3cret -in %s -out packed.p12".formatted(loose));
    Files.writeString(root.resolve("packed.password"), "s3cret");
    Files.delete(loose);
  }

  /** Runs a command whose words have no spaces. */
  private void run(String command) throws Exception {
    Process process =
        new ProcessBuilder(command.split(" "))
            .directory(root.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  private TestCertificate write(String name) throws IOException {
    TestCertificate certificate = TestCertificate.of(name + ".example");
    canary(name, certificate.keyPem());
    Files.writeString(root.resolve(name + ".key"), certificate.keyPem());
    Files.writeString(root.resolve(name + ".crt"), certificate.pem());
    return certificate;
  }

  /** The usual ways to spoil a file with a key, by what is said of them. */
  private static Map<String, String> spoilt(String pem) {
    int middle = pem.length() / 2;
    String half = pem.substring(0, middle);
    String rest = pem.substring(middle);
    Map<String, String> spoilt = new TreeMap<>();
    spoilt.put("half", half);
    spoilt.put("cut", half.strip() + "\n-----END PRIVATE KEY-----\n");
    spoilt.put("letter", half + "*" + rest.substring(1));
    spoilt.put("turned", half + new StringBuilder(rest.substring(0, 8)).reverse() + rest);
    spoilt.put("twice", pem + pem);
    spoilt.put("line", pem.replace("\n", " "));
    spoilt.put("words", pem.replace("\n", "\\n"));
    spoilt.put("label", pem.replace("PRIVATE KEY", "PRIVATE CAY"));
    spoilt.put("bare", pem.replaceAll("-----.*-----\n", ""));
    spoilt.put("title", pem.replace("KEY-----\n", "KEY "));
    return spoilt;
  }

  private int spoil() throws IOException {
    TestCertificate certificate = TestCertificate.of("spoilt.example");
    canary("spoilt", certificate.keyPem());
    Map<String, String> spoilt = spoilt(certificate.keyPem());
    for (Map.Entry<String, String> entry : spoilt.entrySet()) {
      Files.writeString(root.resolve(entry.getKey() + ".key"), entry.getValue());
      Files.writeString(root.resolve(entry.getKey() + ".crt"), certificate.pem());
    }
    Files.writeString(root.resolve("swapped.crt"), certificate.keyPem());
    Files.writeString(root.resolve("swapped.key"), certificate.pem());
    Path odd = Files.createDirectory(root.resolve("odd"));
    Files.writeString(odd.resolve("odd.key"), certificate.keyPem());
    Files.writeString(odd.resolve("odd.crt"), certificate.pem());
    Files.writeString(odd.resolve("options.json"), certificate.keyPem());
    return spoilt.size() + 2;
  }

  private ConnectorJvm start(Path log) throws IOException {
    Path kept = folder.resolve("kept.key");
    TestCertificate held = TestCertificate.of("held.example");
    canary(HELD, held.keyPem());
    Files.writeString(kept, held.keyPem());
    List<String> prefix =
        List.of(
            "sh",
            "-c",
            "exec \"$@\" 2> " + log,
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
            "-cp",
            System.getProperty("java.class.path"),
            CanaryHolder.class.getName(),
            kept.toString());
    return new ConnectorJvm(prefix, SOZU.peer().socket(), root, "rescan=1h");
  }

  private Path dump(ConnectorJvm connector) throws Exception {
    Path dump = folder.resolve("heap.hprof");
    run(
        "%s %s GC.heap_dump %s"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "jcmd"), connector.pid(), dump));
    return dump;
  }

  @Test
  void nothingOfAKeyIsKeptLoggedOrTold() throws Exception {
    Path log = folder.resolve("log");
    try (ConnectorJvm connector = start(log)) {
      int served = MANY + 3;
      connector.until("all are served", () -> count(connector, State.SERVED) == served);
      connector.serves(write("ec0"));
      int spoilt = spoil();
      connector.until(
          "all that is wrong is told",
          () ->
              connector.told().rows().size() == served + spoilt
                  && count(connector, State.SERVED) == served);

      assertThat(Needle.found(dump(connector), needles))
          .containsExactlyInAnyOrderElementsOf(
              needles.stream()
                  .filter(needle -> needle.of().equals(HELD))
                  .map(Needle::toString)
                  .collect(Collectors.toSet()));
      assertThat(Needle.found(log, needles)).as(Files.readString(log)).isEmpty();
      byte[] told = connector.told().toString().getBytes(StandardCharsets.UTF_8);
      assertThat(Needle.found(ByteBuffer.wrap(told), needles))
          .as(new String(told, StandardCharsets.UTF_8))
          .isEmpty();
    }
  }

  private static long count(ConnectorJvm connector, State state) {
    return connector.told().rows().stream().filter(row -> row.state() == state).count();
  }
}
