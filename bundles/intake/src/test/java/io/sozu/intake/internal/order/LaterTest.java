package io.sozu.intake.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.RemoveListener;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Requests;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class LaterTest {
  private static final InetSocketAddress HTTP =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  private static final Request FRONTEND = Requests.addHttpFrontend("c", HTTP, "c.example");

  private final Later later = new Later();

  @Test
  void nothingExplainsNothing() {
    assertThat(later.explains(Requests.addBackend("c", "b", 1))).isFalse();
    assertThat(later.explains(FRONTEND)).isFalse();
    assertThat(later.explains(Requests.removeCluster("c"))).isFalse();
  }

  @Test
  void aClusterThatWasRemovedExplainsWhatNeedsIt() {
    later.add(Requests.removeCluster("c"));
    assertThat(later.explains(Requests.addBackend("c", "b", 1))).isTrue();
    assertThat(later.explains(Requests.removeBackend("c", "b", 1))).isTrue();
    assertThat(later.explains(Requests.removeCluster("c"))).isTrue();
    assertThat(later.explains(Requests.addBackend("other", "b", 1))).isFalse();
    assertThat(later.explains(FRONTEND)).isFalse();
    assertThat(later.explains(Requests.addCluster("c"))).isFalse();
  }

  @Test
  void aBackendThatWasRemovedExplainsItsRemovalOnly() {
    later.add(Requests.removeBackend("c", "b", 1));
    assertThat(later.explains(Requests.removeBackend("c", "b", 1))).isTrue();
    assertThat(later.explains(Requests.removeBackend("c", "b", 2))).isFalse();
    assertThat(later.explains(Requests.addBackend("c", "b", 1))).isFalse();
  }

  @Test
  void aBackendThatWasAddedExplainsNothing() {
    later.add(Requests.addBackend("c", "b", 1));
    assertThat(later.explains(Requests.addBackend("c", "b", 1))).isFalse();
    assertThat(later.explains(Requests.removeBackend("c", "b", 1))).isFalse();
  }

  @Test
  void aFrontendExplainsAnotherOneInItsPlace() {
    later.add(FRONTEND);
    assertThat(later.explains(FRONTEND)).isFalse();
    assertThat(later.explains(Requests.addHttpFrontend("d", HTTP, "c.example"))).isTrue();
    assertThat(later.explains(Requests.addHttpFrontend("c", HTTP, "d.example"))).isFalse();
  }

  @Test
  void aListenerThatWasRemovedExplainsItsChanges() {
    later.add(
        Request.newBuilder()
            .setRemoveListener(
                RemoveListener.newBuilder()
                    .setAddress(Requests.address(HTTP))
                    .setProxy(ListenerType.HTTP))
            .build());
    assertThat(later.explains(Requests.activateListener(HTTP, ListenerType.HTTP))).isTrue();
    assertThat(later.explains(Requests.addHttpListener(HTTP))).isFalse();
    assertThat(later.explains(FRONTEND)).isFalse();
  }
}
