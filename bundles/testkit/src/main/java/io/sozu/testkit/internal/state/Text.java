package io.sozu.testkit.internal.state;

import io.sozu.protocol.command.IpAddress;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Things as Sōzu writes them, in messages and as keys. */
public final class Text {
  private Text() {}

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** An address as {@code ip:port}. */
  public static String of(SocketAddress address) {
    IpAddress ip = address.getIp();
    return ip.hasV6()
        ? "[" + v6(ip) + "]:" + address.getPort()
        : v4(ip.getV4()) + ":" + address.getPort();
  }

  private static String v4(int bits) {
    return ((bits >>> 24) & 255)
        + "."
        + ((bits >>> 16) & 255)
        + "."
        + ((bits >>> 8) & 255)
        + "."
        + (bits & 255);
  }

  private static String v6(IpAddress ip) {
    byte[] bytes =
        ByteBuffer.allocate(16).putLong(ip.getV6().getHigh()).putLong(ip.getV6().getLow()).array();
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key of an HTTP or HTTPS frontend: address, host name, path and method. */
  static String key(RequestHttpFrontend frontend) {
    String kind =
        switch (frontend.getPath().getKind()) {
          case PREFIX -> "P";
          case REGEX -> "R";
          case EQUALS -> "=";
        };
    String key =
        of(frontend.getAddress())
            + ";"
            + frontend.getHostname()
            + ";"
            + kind
            + frontend.getPath().getValue();
    return frontend.hasMethod() ? key + ";" + frontend.getMethod() : key;
  }
}
