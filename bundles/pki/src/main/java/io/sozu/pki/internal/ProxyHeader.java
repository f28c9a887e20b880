package io.sozu.pki.internal;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a proxy in front of Sōzu sends first, and a listener with {@code expect_proxy} waits for:
 * the header of the PROXY protocol, version 2. We are our own client.
 */
final class ProxyHeader {
  private static final byte[] SIGNATURE =
      "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

  /** Version 2, PROXY: LOCAL, made for checks like ours, is refused (Sōzu 2.3.3, ProofIT). */
  private static final byte PROXY = 0x21;

  private static final byte TCP_IPV4 = 0x11;
  private static final byte TCP_IPV6 = 0x21;
  private static final int PORT_BYTES = 2;
  private static final int IPV4_BYTES = 4;

  private ProxyHeader() {}

  /** The header of a connection as it is: from this end of it to the other. */
  static byte[] of(Socket socket) {
    return of(
        new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()),
        new InetSocketAddress(socket.getInetAddress(), socket.getPort()));
  }

  static byte[] of(InetSocketAddress from, InetSocketAddress to) {
    byte[] source = from.getAddress().getAddress();
    byte[] target = to.getAddress().getAddress();
    int length = source.length + target.length + 2 * PORT_BYTES;
    byte[] header = new byte[SIGNATURE.length + 4 + length];
    ByteBuffer.wrap(header)
        .put(SIGNATURE)
        .put(PROXY)
        .put(source.length == IPV4_BYTES ? TCP_IPV4 : TCP_IPV6)
        .putShort((short) length)
        .put(source)
        .put(target)
        .putShort((short) from.getPort())
        .putShort((short) to.getPort());
    return header;
  }
}
