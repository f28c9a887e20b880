package io.sozu.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.SozuClient;
import io.sozu.client.status.ConnectorStatus.Health;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConnectorLifeTest {
  private final List<String> events = new ArrayList<>();
  private final SozuClient first = client("first");
  private final SozuClient second = client("second");
  private final ConnectorLife<String> life =
      new ConnectorLife<>(
          new IntakeStatus("test", "main"),
          (sozu, options, status) -> {
            events.add("open " + options + " for " + sozu);
            return new Recorded();
          });

  @Test
  void itRunsWhileItHasAConfigurationAndAClient() {
    life.configure(() -> "a");
    assertThat(life.status().summary()).isEqualTo("waiting for a client of Sōzu");
    life.attach(first);
    life.detach(first);
    life.attach(second);
    life.close();
    assertThat(events).containsExactly("open a for first", "close", "open a for second", "close");
  }

  @Test
  void theClientMayBeThereBeforeTheConfiguration() {
    life.attach(first);
    assertThat(events).isEmpty();
    life.configure(() -> "a");
    assertThat(events).containsExactly("open a for first");
  }

  @Test
  void aClientThatReplacesAnotherIsUsedAndTheOldOneMayGo() {
    life.configure(() -> "a");
    life.attach(first);
    life.attach(second);
    life.detach(first);
    assertThat(events).containsExactly("open a for first", "close", "open a for second");
  }

  @Test
  void anotherConfigurationIsUsedByWhatRunsAndTheSameIsNot() {
    life.configure(() -> "a");
    life.attach(first);
    life.configure(() -> "a");
    life.configure(() -> "b");
    assertThat(events).containsExactly("open a for first", "use b");
  }

  @Test
  void aWrongConfigurationChangesNothingAndIsTold() {
    life.configure(() -> "a");
    life.attach(first);
    life.configure(
        () -> {
          throw new IllegalArgumentException("uri=x: must be y");
        });
    assertThat(events).containsExactly("open a for first");
    assertThat(life.status().summary()).contains("the old one holds: uri=x: must be y");
    life.configure(() -> "a");
    assertThat(life.status().summary()).doesNotContain("uri=x");
  }

  @Test
  void aWrongFirstConfigurationIsToldAndWaitsForABetterOne() {
    life.attach(first);
    life.configure(
        () -> {
          throw new IllegalArgumentException("uri=x: must be y");
        });
    assertThat(life.status().health()).isEqualTo(Health.NOT_READY);
    assertThat(life.status().summary()).contains("not started: uri=x: must be y");
    life.configure(() -> "a");
    assertThat(events).containsExactly("open a for first");
  }

  @Test
  void aBrakeThatWasPulledHoldsAfterTheClientWasReplaced() {
    life.configure(() -> "a");
    life.brake().pause();
    assertThat(life.brake().paused()).isTrue();
    life.attach(first);
    life.attach(second);
    life.brake().resume();
    life.attach(first);
    assertThat(events)
        .containsExactly(
            "open a for first",
            "pause",
            "close",
            "open a for second",
            "pause",
            "resume",
            "close",
            "open a for first");
    assertThat(life.brake().paused()).isFalse();
  }

  @Test
  void theInstanceIsReadFromTheFilter() {
    assertThat(ConnectorLife.instance("(sozu.instance=edge)")).isEqualTo("edge");
    assertThat(ConnectorLife.instance("(&(sozu.instance=a)(x=y))")).isEqualTo("a");
    assertThat(ConnectorLife.instance("(sozu.instance=*)")).isEqualTo("(sozu.instance=*)");
  }

  private static SozuClient client(String name) {
    return (SozuClient)
        Proxy.newProxyInstance(
            ConnectorLifeTest.class.getClassLoader(),
            new Class<?>[] {SozuClient.class},
            (proxy, method, arguments) -> name);
  }

  private final class Recorded implements ConnectorLife.Running<String>, Brake {
    private boolean paused;

    @Override
    public void use(String options) {
      events.add("use " + options);
    }

    @Override
    public Brake brake() {
      return this;
    }

    @Override
    public void close() {
      events.add("close");
    }

    @Override
    public void pause() {
      paused = true;
      events.add("pause");
    }

    @Override
    public void resume() {
      paused = false;
      events.add("resume");
    }

    @Override
    public boolean paused() {
      return paused;
    }

    @Override
    public List<Held> held() {
      return List.of();
    }

    @Override
    public int release(String id) {
      return 0;
    }
  }
}
