package io.sozu.client.internal.metrics;

import io.sozu.testkit.SozuPeer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks Sōzu for pages whose backends refuse: each visit is a 503, and leaves metrics. */
final class Visitor {
  private final SozuPeer peer;

  Visitor(SozuPeer peer) {
    this.peer = peer;
  }

  void visit(String host) throws IOException {
    try (Socket socket = new Socket(peer.http().getAddress(), peer.http().getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      drain(socket.getInputStream());
      if (!status.startsWith("HTTP/1.1 503")) {
        throw new EOFException("expected 503, got " + status);
      }
    }
  }

  private static void drain(InputStream in) throws IOException {
    byte[] rest = new byte[4096];
    while (in.read(rest) >= 0) {
      // Only the end matters.
    }
  }
}
