package io.sozu.testkit.internal.state;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.sozu.protocol.command.ActivateListener;
import io.sozu.protocol.command.HttpListenerConfig;
import io.sozu.protocol.command.HttpsListenerConfig;
import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.ListenersList;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.protocol.command.TcpListenerConfig;
import io.sozu.protocol.command.UdpListenerConfig;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The listeners of all four protocols, by address. */
final class Listeners {
  private final Map<ListenerType, Map<String, Message>> all = new EnumMap<>(ListenerType.class);

  Listeners() {
    for (ListenerType type : ListenerType.values()) {
      all.put(type, new TreeMap<>());
    }
  }

  boolean has(ListenerType type, SocketAddress address) {
    return of(type).containsKey(Text.of(address));
  }

  boolean isActive(ListenerType type, SocketAddress address) {
    Message listener = of(type).get(Text.of(address));
    return listener != null && Boolean.TRUE.equals(listener.getField(field(listener, "active")));
  }

  void add(ListenerType type, SocketAddress address, Message listener) throws Refusal {
    String key = Text.of(address);
    if (of(type).putIfAbsent(key, listener) != null) {
      throw Refusal.exists(kind(type), Text.bytes(key));
    }
  }

  void remove(ListenerType type, SocketAddress address) throws Refusal {
    if (of(type).remove(Text.of(address)) == null) {
      throw Refusal.noChange();
    }
  }

  void activate(ListenerType type, SocketAddress address, boolean active) throws Refusal {
    String key = Text.of(address);
    Message listener = of(type).get(key);
    if (listener == null) {
      throw Refusal.notFound(kind(type), key);
    }
    of(type).put(key, listener.toBuilder().setField(field(listener, "active"), active).build());
  }

  /**
   * Puts the fields that a patch has into the listener; a patch and a listener share their names.
   */
  void update(ListenerType type, SocketAddress address, Message patch) throws Refusal {
    String key = Text.of(address);
    Message listener = of(type).get(key);
    if (listener == null) {
      throw Refusal.notFound(kind(type), key);
    }
    Message.Builder changed = listener.toBuilder();
    patch
        .getAllFields()
        .forEach(
            (source, value) -> {
              FieldDescriptor target = field(listener, source.getName());
              if (target != null && target.getType() == source.getType()) {
                changed.setField(target, value);
              }
            });
    of(type).put(key, changed.build());
  }

  ListenersList list() {
    ListenersList.Builder list = ListenersList.newBuilder();
    of(ListenerType.HTTP)
        .forEach((key, value) -> list.putHttpListeners(key, (HttpListenerConfig) value));
    of(ListenerType.HTTPS)
        .forEach((key, value) -> list.putHttpsListeners(key, (HttpsListenerConfig) value));
    of(ListenerType.TCP)
        .forEach((key, value) -> list.putTcpListeners(key, (TcpListenerConfig) value));
    of(ListenerType.UDP)
        .forEach((key, value) -> list.putUdpListeners(key, (UdpListenerConfig) value));
    return list.build();
  }

  void records(List<Request> to) {
    of(ListenerType.HTTP)
        .values()
        .forEach(
            listener -> {
              HttpListenerConfig http = (HttpListenerConfig) listener;
              to.add(Request.newBuilder().setAddHttpListener(http).build());
              activation(to, ListenerType.HTTP, http.getAddress());
            });
    of(ListenerType.HTTPS)
        .values()
        .forEach(
            listener -> {
              HttpsListenerConfig https = (HttpsListenerConfig) listener;
              to.add(Request.newBuilder().setAddHttpsListener(https).build());
              activation(to, ListenerType.HTTPS, https.getAddress());
            });
    of(ListenerType.TCP)
        .values()
        .forEach(
            listener -> {
              TcpListenerConfig tcp = (TcpListenerConfig) listener;
              to.add(Request.newBuilder().setAddTcpListener(tcp).build());
              activation(to, ListenerType.TCP, tcp.getAddress());
            });
    of(ListenerType.UDP)
        .values()
        .forEach(
            listener -> {
              UdpListenerConfig udp = (UdpListenerConfig) listener;
              to.add(Request.newBuilder().setAddUdpListener(udp).build());
              activation(to, ListenerType.UDP, udp.getAddress());
            });
  }

  private void activation(List<Request> to, ListenerType type, SocketAddress address) {
    if (isActive(type, address)) {
      to.add(
          Request.newBuilder()
              .setActivateListener(
                  ActivateListener.newBuilder()
                      .setAddress(address)
                      .setProxy(type)
                      .setFromScm(false))
              .build());
    }
  }

  private Map<String, Message> of(ListenerType type) {
    return java.util.Objects.requireNonNull(all.get(type));
  }

  private static FieldDescriptor field(Message listener, String name) {
    return listener.getDescriptorForType().findFieldByName(name);
  }

  private static String kind(ListenerType type) {
    return switch (type) {
      case HTTP -> "HttpListener";
      case HTTPS -> "HttpsListener";
      case TCP -> "TcpListener";
      case UDP -> "UdpListener";
    };
  }
}
