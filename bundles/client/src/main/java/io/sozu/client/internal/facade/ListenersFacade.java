package io.sozu.client.internal.facade;

import io.sozu.client.Listeners;
import io.sozu.protocol.command.ActivateListener;
import io.sozu.protocol.command.ClientAuthMode;
import io.sozu.protocol.command.DeactivateListener;
import io.sozu.protocol.command.HttpListenerConfig;
import io.sozu.protocol.command.HttpsListenerConfig;
import io.sozu.protocol.command.ListListeners;
import io.sozu.protocol.command.ListenersList;
import io.sozu.protocol.command.RemoveListener;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent.ContentTypeCase;
import io.sozu.protocol.command.TcpListenerConfig;
import io.sozu.protocol.command.UdpListenerConfig;
import io.sozu.protocol.command.UpdateHttpListenerConfig;
import io.sozu.protocol.command.UpdateHttpsListenerConfig;
import io.sozu.protocol.command.UpdateTcpListenerConfig;
import io.sozu.protocol.command.UpdateUdpListenerConfig;
import java.util.concurrent.CompletionStage;

/** {@link Listeners} over the wire. */
public final class ListenersFacade implements Listeners {
  private final Calls calls;

  public ListenersFacade(Calls calls) {
    this.calls = calls;
  }

  @Override
  public CompletionStage<ListenersList> list() {
    return calls.ask(
        Request.newBuilder().setListListeners(ListListeners.getDefaultInstance()),
        ContentTypeCase.LISTENERS_LIST,
        content -> content.getListenersList());
  }

  @Override
  public CompletionStage<Response> add(HttpListenerConfig listener) {
    return calls.send(Request.newBuilder().setAddHttpListener(listener));
  }

  @Override
  public CompletionStage<Response> update(UpdateHttpListenerConfig change) {
    return calls.send(Request.newBuilder().setUpdateHttpListener(change));
  }

  @Override
  public CompletionStage<Response> add(HttpsListenerConfig listener) {
    // A type of its own, so that a Sōzu without client authentication does not open the listener
    // to everybody.
    boolean authenticates =
        listener.getClientAuth() != ClientAuthMode.CLIENT_AUTH_NONE
            || listener.getClientCaCertificatesCount() > 0;
    return calls.send(
        authenticates
            ? Request.newBuilder().setAddHttpsListenerWithClientAuth(listener)
            : Request.newBuilder().setAddHttpsListener(listener));
  }

  @Override
  public CompletionStage<Response> update(UpdateHttpsListenerConfig change) {
    return calls.send(
        change.hasClientAuthPolicy()
            ? Request.newBuilder().setUpdateHttpsListenerWithClientAuth(change)
            : Request.newBuilder().setUpdateHttpsListener(change));
  }

  @Override
  public CompletionStage<Response> add(TcpListenerConfig listener) {
    return calls.send(Request.newBuilder().setAddTcpListener(listener));
  }

  @Override
  public CompletionStage<Response> update(UpdateTcpListenerConfig change) {
    return calls.send(Request.newBuilder().setUpdateTcpListener(change));
  }

  @Override
  public CompletionStage<Response> add(UdpListenerConfig listener) {
    return calls.send(Request.newBuilder().setAddUdpListener(listener));
  }

  @Override
  public CompletionStage<Response> update(UpdateUdpListenerConfig change) {
    return calls.send(Request.newBuilder().setUpdateUdpListener(change));
  }

  @Override
  public CompletionStage<Response> activate(ActivateListener listener) {
    return calls.send(Request.newBuilder().setActivateListener(listener));
  }

  @Override
  public CompletionStage<Response> deactivate(DeactivateListener listener) {
    return calls.send(Request.newBuilder().setDeactivateListener(listener));
  }

  @Override
  public CompletionStage<Response> remove(RemoveListener listener) {
    return calls.send(Request.newBuilder().setRemoveListener(listener));
  }
}
