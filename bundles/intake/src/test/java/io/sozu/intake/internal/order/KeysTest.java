package io.sozu.intake.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.intake.TestMessage;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeysTest {
  private static final InetSocketAddress WEB =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  private static final InetSocketAddress OTHER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 81);

  @Test
  void changesOfOneClusterStayInOrder() {
    assertThat(ordered(Requests.addCluster("a"), Requests.removeCluster("a"))).isTrue();
    assertThat(ordered(Requests.addCluster("a"), Requests.addBackend("a", "b", 1))).isTrue();
    assertThat(ordered(Requests.addBackend("a", "b", 1), Requests.addHttpFrontend("a", WEB, "h")))
        .isTrue();
    assertThat(ordered(Requests.addCluster("a"), Requests.addCluster("b"))).isFalse();
    assertThat(ordered(Requests.addBackend("a", "b", 1), Requests.addBackend("c", "b", 1)))
        .isFalse();
  }

  @Test
  void aFrontendThatMovesToAnotherClusterStaysInOrder() {
    Request away = Requests.removeHttpFrontend("a", WEB, "Example.com");
    assertThat(ordered(away, Requests.addHttpFrontend("b", WEB, "example.com"))).isTrue();
    assertThat(ordered(away, Requests.addHttpFrontend("b", OTHER, "example.com"))).isFalse();
    assertThat(ordered(away, Requests.addHttpFrontend("b", WEB, "example.org"))).isFalse();
  }

  @Test
  void frontendsAndCertificatesWaitForTheirListenerButNotForEachOther() {
    Request listener = Requests.addHttpListener(WEB);
    Request frontend = Requests.addHttpFrontend("a", WEB, "h");
    Request certificate = Requests.addCertificate(WEB, TestCertificate.of("h"));
    assertThat(ordered(listener, frontend)).isTrue();
    assertThat(ordered(frontend, listener)).isTrue();
    assertThat(ordered(listener, certificate)).isTrue();
    assertThat(ordered(certificate, frontend)).isFalse();
    assertThat(ordered(certificate, certificate)).isTrue();
    assertThat(ordered(Requests.addHttpListener(OTHER), frontend)).isFalse();
    assertThat(ordered(listener, Requests.addCluster("a"))).isFalse();
  }

  @Test
  void messagesWithTheSameKeyStayInOrderWhateverTheyAskFor() {
    Keys one = keys(TestMessage.of("1", new byte[0], "").withKey("k"), Requests.addCluster("a"));
    Keys two = keys(TestMessage.of("2", new byte[0], "").withKey("k"), Requests.addCluster("b"));
    assertThat(holdsBack(one, two)).isTrue();
  }

  @Test
  void aMessageOfSeveralRequestsHasAllTheirKeys() {
    TestMessage message = TestMessage.of("m", new byte[0], "");
    Keys both = keys(message, Requests.addCluster("a"), Requests.addHttpListener(WEB));
    assertThat(holdsBack(both, keys(message, Requests.removeCluster("a")))).isTrue();
    assertThat(holdsBack(both, keys(message, Requests.addHttpFrontend("b", WEB, "h")))).isTrue();
  }

  private static boolean ordered(Request first, Request second) {
    TestMessage message = TestMessage.of("m", new byte[0], "");
    return holdsBack(keys(message, first), keys(message, second));
  }

  private static boolean holdsBack(Keys first, Keys second) {
    KeySet set = new KeySet();
    set.add(first);
    return set.holdsBack(second);
  }

  private static Keys keys(TestMessage message, Request... requests) {
    return Keys.of(message, List.of(requests));
  }
}
