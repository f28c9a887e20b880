package io.sozu.itests.karaf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.testkit.SozuPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's page "Write your own connector", done in a stock Karaf that runs. */
final class OwnConnectorKarafIT {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final String BUILD = "mvn install -DskipTests\n";
  private static final Pattern BLOCK = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);

  private SozuPeer sozu;
  private UnpackedKaraf karaf;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    sozu = SozuPeer.installed();
    karaf = new UnpackedKaraf(Path.of(System.getProperty("karaf.archive")), folder);
    karaf.start();
  }

  @AfterEach
  void end() {
    karaf.close();
    sozu.close();
  }

  @Test
  void thePageIsFollowed() throws Exception {
    Matcher blocks = BLOCK.matcher(page());
    assertThat(blocks.find()).isTrue();
    String deploy = blocks.group(1);
    assertThat(deploy).startsWith(BUILD);
    assertThat(blocks.find()).isTrue();
    String post = blocks.group(1).replace("8181", karaf.httpPort());

    run(deploy.substring(BUILD.length()));

    Karaf.await("an answer", () -> run(post).startsWith("APPLIED"), karaf::log);
    assertThat(run(post.replace("addCluster", "addCluter"))).contains("REFUSED", "addCluter");
    karaf.put("io.sozu.metrics", "cache", "100ms");
    Karaf.await("the cluster", () -> karaf.page().contains("cluster_id=\"shop\""), karaf::log);
  }

  private static String page() throws Exception {
    return Files.readString(ROOT.resolve("README.md"))
        .lines()
        .dropWhile(line -> !line.equals("## Write your own connector"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .collect(Collectors.joining("\n"));
  }

  /** What a shell prints, errors too. */
  private String run(String commands) throws Exception {
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-ec", commands)
            .directory(ROOT.toFile())
            .redirectErrorStream(true);
    shell.environment().put("KARAF", karaf.file("").toString());
    shell.environment().put("SOZU_CONFIG", sozu.config().toString());
    Process process = shell.start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return printed;
  }
}
