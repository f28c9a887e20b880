package io.sozu.client.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.OutcomeUnknown;
import io.sozu.client.ProtocolViolation;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.ScriptedWire;
import io.sozu.client.internal.wire.StateRead;
import io.sozu.protocol.command.FrontendFilters;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RequestTcpFrontend;
import io.sozu.protocol.command.RequestUdpFrontend;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.testkit.Requests;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class FrontendListsTest {
  private static final InetSocketAddress LISTENER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  private static final RequestHttpFrontend WANTED =
      Requests.frontend("shop", LISTENER, "a.example");
  private static final RequestHttpFrontend OTHER =
      Requests.frontend("other", LISTENER, "www.a.example");
  private static final RequestTcpFrontend TCP =
      RequestTcpFrontend.newBuilder()
          .setClusterId("shop")
          .setAddress(Requests.address(LISTENER))
          .build();
  private static final RequestUdpFrontend UDP =
      RequestUdpFrontend.newBuilder()
          .setClusterId("shop")
          .setAddress(Requests.address(LISTENER))
          .build();

  private static final List<Request> STATE =
      List.of(
          Request.newBuilder().setAddHttpFrontend(WANTED).build(),
          Request.newBuilder().setAddHttpFrontend(OTHER).build(),
          Request.newBuilder().setAddHttpFrontendWithHeaderPredicates(WANTED).build(),
          Request.newBuilder().setAddHttpFrontendWithSilentClose(WANTED).build(),
          Request.newBuilder().setAddHttpsFrontend(WANTED).build(),
          Request.newBuilder().setAddHttpsFrontend(OTHER).build(),
          Request.newBuilder().setAddHttpsFrontendWithHeaderPredicates(WANTED).build(),
          Request.newBuilder().setAddHttpsFrontendWithSilentClose(WANTED).build(),
          Request.newBuilder().setAddTcpFrontend(TCP).build(),
          Request.newBuilder().setAddUdpFrontend(UDP).build());

  private static final StateRead SAVED =
      (wanted, records, deadline) -> {
        STATE.stream().filter(record -> wanted.test(record.getRequestTypeCase())).forEach(records);
        return CompletableFuture.completedFuture((long) STATE.size());
      };

  private static final StateRead UNREADABLE =
      (wanted, records, deadline) ->
          CompletableFuture.failedFuture(new Unreachable("permission denied"));

  private static final ScriptedWire.Script CLOSING =
      (request, processing) -> {
        throw new OutcomeUnknown("no final answer", new Unreachable("Sōzu closed the connection"));
      };

  private static ListedFrontends list(
      ScriptedWire.Script sozu, StateRead state, FrontendFilters wanted) {
    try (ScriptedWire wire = new ScriptedWire(sozu)) {
      return new FrontendLists(wire, state).list(wanted, Deadline.in(Duration.ofSeconds(5))).join();
    }
  }

  private static ScriptedWire.Script answering(ResponseContent.Builder content) {
    return (request, processing) ->
        Response.newBuilder()
            .setStatus(ResponseStatus.OK)
            .setMessage("")
            .setContent(content)
            .build();
  }

  @Test
  void aListIsOfTheWantedNameOnly() {
    ListedFrontends both =
        ListedFrontends.newBuilder()
            .addHttpFrontends(WANTED)
            .addHttpFrontends(OTHER)
            .addTcpFrontends(TCP)
            .build();

    ListedFrontends listed =
        list(
            answering(ResponseContent.newBuilder().setFrontendList(both)),
            UNREADABLE,
            FrontendLists.ofHost("a.example"));

    assertThat(listed).isEqualTo(ListedFrontends.newBuilder().addHttpFrontends(WANTED).build());
  }

  @Test
  void whatIsTooLongForAnAnswerIsReadFromTheState() {
    ListedFrontends.Builder ofHost =
        ListedFrontends.newBuilder()
            .addAllHttpFrontends(List.of(WANTED, WANTED, WANTED))
            .addAllHttpsFrontends(List.of(WANTED, WANTED, WANTED));

    assertThat(list(CLOSING, SAVED, FrontendLists.ofHost("a.example"))).isEqualTo(ofHost.build());
    assertThat(list(CLOSING, SAVED, FrontendLists.ofCluster("shop")))
        .isEqualTo(ofHost.addTcpFrontends(TCP).addUdpFrontends(UDP).build());
  }

  @Test
  void whereTheStateCannotBeReadBothFailuresAreTold() {
    assertThatThrownBy(() -> list(CLOSING, UNREADABLE, FrontendLists.ofHost("a.example")))
        .hasCauseInstanceOf(OutcomeUnknown.class)
        .hasMessageContaining("no final answer")
        .hasMessageContaining("permission denied");
  }

  @Test
  void aSozuThatDoesNotAnswerIsNotAskedForItsState() {
    assertThatThrownBy(
            () ->
                list(
                    (request, processing) -> {
                      throw new OutcomeUnknown("Sōzu gave no answer in time");
                    },
                    SAVED,
                    FrontendLists.ofHost("a.example")))
        .hasCauseInstanceOf(OutcomeUnknown.class)
        .hasMessageContaining("in time");
  }

  @Test
  void anAnswerOfAnotherKindIsAViolation() {
    assertThatThrownBy(
            () ->
                list(
                    answering(ResponseContent.newBuilder()),
                    SAVED,
                    FrontendLists.ofHost("a.example")))
        .hasCauseInstanceOf(ProtocolViolation.class);
  }
}
