package io.sozu.client.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus;
import io.sozu.client.status.ConnectorStatus.Health;
import io.sozu.testkit.ServiceRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXSelectorProvider;

final class ClientComponentTest {
  private static final Map<String, Object> GOOD =
      Map.of("sozu.instance", "one", "socket", "/nowhere/one.sock");

  private final ServiceRegistry registry = new ServiceRegistry();
  private ClientComponent component = start(GOOD);

  private ClientComponent start(Map<String, Object> texts) {
    return new ClientComponent(
        registry.context(), Configs.of(texts), texts, AFUNIXSelectorProvider.getInstance());
  }

  private void restart(Map<String, Object> texts) {
    component.deactivate();
    component = start(texts);
  }

  private void modify(Map<String, Object> texts) {
    component.modified(Configs.of(texts), texts);
  }

  private ServiceRegistry.Entry only(Class<?> type) {
    assertThat(registry.of(type)).hasSize(1);
    return registry.of(type).get(0);
  }

  private ConnectorStatus status() {
    return (ConnectorStatus) only(ConnectorStatus.class).service();
  }

  @AfterEach
  void nothingIsLeft() {
    component.deactivate();
    assertThat(registry.of(SozuClient.class)).isEmpty();
    assertThat(registry.of(ConnectorStatus.class)).isEmpty();
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("sozu-")));
  }

  @Test
  void clientAndStatusAreServicesOfTheirInstance() {
    assertThat(only(SozuClient.class).properties().get("sozu.instance")).isEqualTo("one");
    assertThat(only(ConnectorStatus.class).properties().get("sozu.instance")).isEqualTo("one");
    assertThat(((SozuClient) only(SozuClient.class).service()).instance()).isEqualTo("one");
    assertThat(status().connector()).isEqualTo("client");
  }

  @Test
  void aChangedConfigurationReplacesTheClient() {
    Object before = only(SozuClient.class).service();
    modify(Map.of("sozu.instance", "two", "socket", "/nowhere/two.sock"));
    assertThat(only(SozuClient.class).service()).isNotSameAs(before);
    assertThat(only(SozuClient.class).properties().get("sozu.instance")).isEqualTo("two");
    assertThat(only(ConnectorStatus.class).properties().get("sozu.instance")).isEqualTo("two");
  }

  @Test
  void aConfigurationThatSaysTheSameKeepsTheClient() {
    Object before = only(SozuClient.class).service();
    modify(Map.of("sozu.instance", "one", "socket", "/nowhere/one.sock", "connections", "4"));
    assertThat(only(SozuClient.class).service()).isSameAs(before);
  }

  @Test
  void aWrongConfigurationKeepsTheClientAndSaysSo() {
    Object before = only(SozuClient.class).service();
    modify(Map.of("sozu.instance", "one", "socket", "/nowhere/one.sock", "request.timeout", "12"));
    assertThat(only(SozuClient.class).service()).isSameAs(before);
    assertThat(status().summary())
        .contains("configuration refused: request.timeout=12 ", "the one before is in force");
    assertThat(status().lastProblem()).isPresent();

    modify(GOOD);
    assertThat(only(SozuClient.class).service()).isSameAs(before);
    assertThat(status().summary()).doesNotContain("refused");
  }

  @Test
  void aWrongNumberIsToldWithItsKeyAndValue() {
    modify(Map.of("sozu.instance", "one", "socket", "/nowhere/one.sock", "connections", "many"));
    assertThat(status().summary()).contains("connections=many is no number");
  }

  @Test
  void aWrongFirstConfigurationIsToldAndWaitsForABetterOne() {
    restart(Map.of("sozu.instance", "one"));
    assertThat(registry.of(SozuClient.class)).isEmpty();
    assertThat(status().health()).isEqualTo(Health.NOT_READY);
    assertThat(status().summary()).contains("exactly one of sozu.config and socket");

    modify(GOOD);
    assertThat(only(SozuClient.class).service()).isNotNull();
  }

  @Test
  void aTomlThatComesLaterIsWaitedFor(@TempDir Path folder) throws IOException {
    Path toml = folder.resolve("sozu.toml");
    restart(
        Map.of("sozu.config", toml.toString(), "reconnect.min", "10ms", "reconnect.max", "20ms"));
    assertThat(registry.of(SozuClient.class)).isEmpty();
    assertThat(status().summary()).contains(toml.toString());

    Files.writeString(toml, "command_socket = \"./sozu.sock\"\n");
    await().untilAsserted(() -> assertThat(registry.of(SozuClient.class)).hasSize(1));
    assertThat(status().summary()).doesNotContain("refused");
  }
}
