package io.sozu.pulsar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrateTest {
  private static final String RUST =
      """
      listening-address = "0.0.0.0:3000"
      colour = "blue"

      [sozu]
      configuration = "/etc/sozu/config.toml"
      deduplicate = true

      [sozu.batch]
      max-requests = 5_000
      max-size = 190_000
      max-wait-time = 15_000

      [pulsar]
      url = "pulsar+ssl://pulsar.example:6651"
      token = "TOP-SECRET"
      topic = "persistent://tenant/namespace/sozu"

      [pulsar.retry]
      timeout = 30_000
      keep-alive = 600_000
      min-backoff-duration = 100
      max-backoff-duration = 600_000
      max-retries = 15

      [sentry]
      dsn = "https://sentry.example"
      """;

  private final Path folder;

  MigrateTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void whatTheRustConnectorDidIsConfiguredHere() throws Exception {
    Path token = folder.resolve("token");
    String written = Migrate.migrated(rust(RUST), token);
    Properties properties = new Properties();
    properties.load(new StringReader(written));
    assertThat(properties)
        .containsEntry("sozu.config", "/etc/sozu/config.toml")
        .containsEntry("service.url", "pulsar+ssl://pulsar.example:6651")
        .containsEntry("topics", "persistent://tenant/namespace/sozu")
        .containsEntry("subscription", "sozu-pulsar-connector")
        .containsEntry("token.file", token.toString())
        .containsEntry("batch.requests", "5000")
        .hasSize(7);
  }

  @Test
  void theTokenIsInAFileOfItsOwnerAndNowhereElse() throws Exception {
    Path token = folder.resolve("token");
    assertThat(Migrate.migrated(rust(RUST), token)).doesNotContain("TOP-SECRET");
    assertThat(token).hasContent("TOP-SECRET");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> Migrate.migrated(rust(RUST), token))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void whatIsDifferentIsTold() throws Exception {
    assertThat(Migrate.migrated(rust(RUST), folder.resolve("token")))
        .contains("max-wait-time = 15000: meant as milliseconds, but read as seconds")
        .contains("up to 4 h 10 min")
        .contains("accepts any certificate")
        .contains("/metrics")
        .contains("sentry")
        .contains("colour: is no key");
  }

  @Test
  void withoutATokenThereIsNoFile() throws Exception {
    Path token = folder.resolve("token");
    String plain =
        RUST.replace("TOP-SECRET", "").replace("pulsar+ssl", "pulsar").replace("15_000", "30");
    assertThat(Migrate.migrated(rust(plain), token))
        .doesNotContain("token.file")
        .doesNotContain("certificate")
        .contains("up to 30 s");
    assertThat(token).doesNotExist();
  }

  @Test
  void anotherFileIsRefusedWithoutQuotingIt() throws Exception {
    Path token = folder.resolve("token");
    Path broken = rust("[pulsar]\ntoken = TOP-SECRET\n");
    assertThatThrownBy(() -> Migrate.migrated(broken, token))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no TOML: line 2")
        .hasMessageNotContaining("TOP-SECRET");
    Path other = rust("[pulsar]\nurl = 'pulsar://x'\n");
    assertThatThrownBy(() -> Migrate.migrated(other, token))
        .hasMessageContaining("has no sozu.configuration");
  }

  private Path rust(String text) throws IOException {
    return Files.writeString(folder.resolve("config.toml"), text);
  }
}
