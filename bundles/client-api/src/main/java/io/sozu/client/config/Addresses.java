package io.sozu.client.config;

import io.sozu.protocol.command.IpAddress;
import io.sozu.protocol.command.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Addresses of Sōzu's messages, for people. */
public final class Addresses {
  private Addresses() {}

  /** An address as people write it: {@code 127.0.0.1:8443}, {@code [::1]:8443}. */
  public static String text(SocketAddress address) {
    IpAddress ip = address.getIp();
    try {
      if (ip.hasV6()) {
        byte[] bytes =
            ByteBuffer.allocate(16)
                .putLong(ip.getV6().getHigh())
                .putLong(ip.getV6().getLow())
                .array();
        String host = Inet6Address.getByAddress(null, bytes, -1).getHostAddress();
        return '[' + host + "]:" + address.getPort();
      }
      byte[] bytes = ByteBuffer.allocate(4).putInt(ip.getV4()).array();
      return InetAddress.getByAddress(bytes).getHostAddress() + ':' + address.getPort();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four and sixteen bytes are always an address
    }
  }
}
