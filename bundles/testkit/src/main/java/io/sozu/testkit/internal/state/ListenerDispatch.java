package io.sozu.testkit.internal.state;

import com.google.protobuf.Message;
import io.sozu.protocol.command.ActivateListener;
import io.sozu.protocol.command.DeactivateListener;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.RemoveListener;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;

/** Which request does what to listeners. */
final class ListenerDispatch {
  private ListenerDispatch() {}

  static void dispatch(Listeners listeners, Request request) throws Refusal {
    switch (request.getRequestTypeCase()) {
      case ADD_HTTP_LISTENER -> add(listeners, ListenerType.HTTP, request.getAddHttpListener());
      case ADD_HTTPS_LISTENER -> add(listeners, ListenerType.HTTPS, request.getAddHttpsListener());
      case ADD_HTTPS_LISTENER_WITH_CLIENT_AUTH ->
          add(listeners, ListenerType.HTTPS, request.getAddHttpsListenerWithClientAuth());
      case ADD_TCP_LISTENER -> add(listeners, ListenerType.TCP, request.getAddTcpListener());
      case ADD_UDP_LISTENER -> add(listeners, ListenerType.UDP, request.getAddUdpListener());
      case UPDATE_HTTP_LISTENER ->
          update(listeners, ListenerType.HTTP, request.getUpdateHttpListener());
      case UPDATE_HTTPS_LISTENER ->
          update(listeners, ListenerType.HTTPS, request.getUpdateHttpsListener());
      case UPDATE_HTTPS_LISTENER_WITH_CLIENT_AUTH ->
          update(listeners, ListenerType.HTTPS, request.getUpdateHttpsListenerWithClientAuth());
      case UPDATE_TCP_LISTENER ->
          update(listeners, ListenerType.TCP, request.getUpdateTcpListener());
      case UPDATE_UDP_LISTENER ->
          update(listeners, ListenerType.UDP, request.getUpdateUdpListener());
      case REMOVE_LISTENER -> {
        RemoveListener remove = request.getRemoveListener();
        listeners.remove(remove.getProxy(), remove.getAddress());
      }
      case ACTIVATE_LISTENER -> {
        ActivateListener activate = request.getActivateListener();
        listeners.activate(activate.getProxy(), activate.getAddress(), true);
      }
      case DEACTIVATE_LISTENER -> {
        DeactivateListener deactivate = request.getDeactivateListener();
        listeners.activate(deactivate.getProxy(), deactivate.getAddress(), false);
      }
      default -> {}
    }
  }

  private static void add(Listeners listeners, ListenerType type, Message listener) throws Refusal {
    listeners.add(type, address(listener), listener);
  }

  private static void update(Listeners listeners, ListenerType type, Message patch) throws Refusal {
    listeners.update(type, address(patch), patch);
  }

  private static SocketAddress address(Message message) {
    return (SocketAddress)
        message.getField(message.getDescriptorForType().findFieldByName("address"));
  }
}
