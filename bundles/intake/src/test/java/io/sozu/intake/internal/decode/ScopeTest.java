package io.sozu.intake.internal.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.intake.IntakeOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.testkit.Requests;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ScopeTest {
  private static final InetSocketAddress LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

  @Test
  void everythingThatIsConfigurationIsInScopeByDefault() {
    Scope scope = Scope.of(IntakeOptions.defaults());
    assertThat(scope.refusal(List.of(Requests.addHttpListener(LISTENER)))).isNull();
    assertThat(scope.refusal(List.of(Requests.removeCluster("bank")))).isNull();
  }

  @Test
  void aKindThatIsNotAllowedRefusesTheMessageThatHoldsIt() {
    Scope scope =
        Scope.of(
            IntakeOptions.builder()
                .kinds(Set.of(RequestTypeCase.ADD_BACKEND, RequestTypeCase.REMOVE_BACKEND))
                .build());
    assertThat(scope.refusal(List.of(Requests.addBackend("shop", "b", 80)))).isNull();
    assertThat(reason(scope, Requests.removeCluster("shop")))
        .isEqualTo(
            "RemoveCluster shop is out of scope: allowed kinds are AddBackend, RemoveBackend");
    assertThat(reason(scope, Requests.addBackend("shop", "b", 80), Requests.addCluster("shop")))
        .startsWith("record 1: AddCluster shop is out of scope");
  }

  @Test
  void everyRequestMustNameAClusterWithAnAllowedPrefix() {
    Scope scope = Scope.of(IntakeOptions.builder().prefixes(List.of("a-", "b-")).build());
    assertThat(
            scope.refusal(
                List.of(
                    Requests.addCluster("a-1"),
                    Requests.removeCluster("b-2"),
                    Requests.addHttpFrontend("a-1", LISTENER, "example.com"),
                    Requests.addBackend("b-2", "b", 80))))
        .isNull();
    assertThat(reason(scope, Requests.addCluster("a-1"), Requests.removeCluster("c-1")))
        .isEqualTo(
            "record 1: RemoveCluster c-1 is out of scope: its cluster's id has another prefix;"
                + " allowed are clusters whose ids begin with a-, b-");
    assertThat(reason(scope, Requests.addHttpListener(LISTENER)))
        .contains("AddHttpListener 127.0.0.1:80 is out of scope: it names no cluster");
  }

  private static String reason(Scope scope, Request... requests) {
    Refusal refusal = scope.refusal(List.of(requests));
    assertThat(refusal).as("a refusal").isNotNull();
    if (refusal == null) {
      return "";
    }
    assertThat(refusal.why()).isEqualTo(Refusal.Why.OUT_OF_SCOPE);
    return refusal.reason();
  }
}
