package io.sozu.itests.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A backend that answers every request with a few bytes; one thread, which nothing here stops. */
final class Web {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  private final Selector selector;
  private final ServerSocketChannel server;
  private final ByteBuffer in = ByteBuffer.allocateDirect(16 * 1024);
  private final ByteBuffer out = ByteBuffer.allocateDirect(ANSWER.length).put(ANSWER);

  private Web() throws IOException {
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  /** Starts one as a daemon; the port on 127.0.0.1. */
  static int start() throws IOException {
    Web web = new Web();
    Thread thread = new Thread(web::serve, "bench-web");
    thread.setDaemon(true);
    thread.start();
    return web.server.socket().getLocalPort();
  }

  private void serve() {
    try {
      while (true) {
        selector.select(this::ready);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel accepted = server.accept();
        if (accepted != null) {
          accepted.configureBlocking(false);
          accepted.register(selector, SelectionKey.OP_READ);
        }
      } else {
        answer((SocketChannel) key.channel());
      }
    } catch (IOException gone) {
      key.cancel();
    }
  }

  /** One read is one request: they are small and come one at a time. */
  private void answer(SocketChannel channel) throws IOException {
    int read = channel.read(in.clear());
    if (read < 0) {
      channel.close();
    } else if (read > 0) {
      channel.write(out.rewind());
    }
  }
}
