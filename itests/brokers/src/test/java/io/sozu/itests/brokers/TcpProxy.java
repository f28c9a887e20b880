package io.sozu.itests.brokers;

import io.sozu.testkit.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;

/** Stands between clients and a server on this machine, and cuts their connections when told. */
final class TcpProxy implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "test-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ServerSocket listener;
  private final IntSupplier server;

  /**
   * One that listens.
   *
   * @param server port of the server
   */
  TcpProxy(IntSupplier server) {
    this.server = server;
    try {
      listener = new ServerSocket();
      listener.bind(FreePorts.next());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Cuts all connections, in the middle of whatever is on its way. */
  void cut() {
    open.forEach(TcpProxy::close);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket client) {
    open.add(client);
    Socket behind = new Socket();
    open.add(behind);
    try {
      behind.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getAsInt()));
      threads.execute(() -> pump(behind, client));
      pump(client, behind);
    } catch (IOException e) {
      close(client);
    } finally {
      open.remove(client);
      open.remove(behind);
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // Cut, here or at the other end.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
    threads.shutdownNow();
  }
}
