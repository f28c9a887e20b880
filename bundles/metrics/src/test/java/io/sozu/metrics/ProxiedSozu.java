package io.sozu.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Handshakes;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import io.sozu.testkit.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real Sōzu with a client of ours, and a backend that answers what the path says. */
final class ProxiedSozu implements AutoCloseable {
  final SozuPeer sozu;
  final OwnedSozuClient client;
  private final HttpServer backend;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  ProxiedSozu(PeerOptions options) {
    sozu = SozuPeer.installed(options);
    client = SozuClients.connect(sozu.client().build());
    try {
      backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    backend.setExecutor(threads);
    backend.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath().substring(1);
          byte[] body = "hello".getBytes(US_ASCII);
          exchange.sendResponseHeaders(path.matches("\\d{3}") ? Integer.parseInt(path) : 200, 5);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    backend.start();
  }

  void apply(Request request) {
    client.send(request).toCompletableFuture().join();
  }

  /** A cluster with one backend, for a host name, with or without TLS. */
  void cluster(String id, String host) {
    apply(Requests.addCluster(id));
    apply(Requests.addHttpFrontend(id, sozu.http(), host));
    apply(
        Request.newBuilder()
            .setAddHttpsFrontend(Requests.frontend(id, sozu.https(), host))
            .build());
    apply(Requests.addBackend(id, id + "-1", backend.getAddress().getPort()));
  }

  /** A cluster that has no backend. */
  void emptyCluster(String id, String host) {
    apply(Requests.addCluster(id));
    apply(Requests.addHttpFrontend(id, sozu.http(), host));
  }

  TestCertificate certificate(String... hosts) {
    TestCertificate certificate = TestCertificate.of(hosts);
    apply(Requests.addCertificate(sozu.https(), certificate));
    return certificate;
  }

  /** One request over a connection of its own; answers what came back. */
  String get(String host, String path) {
    try (Socket socket = new Socket(sozu.http().getAddress(), sozu.http().getPort())) {
      return exchange(socket, host, path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String getOverTls(String host, String path) {
    try (Socket socket =
        Handshakes.trusting()
            .getSocketFactory()
            .createSocket(
                new Socket(sozu.https().getAddress(), sozu.https().getPort()),
                host,
                sozu.https().getPort(),
                true)) {
      return exchange(socket, host, path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String exchange(Socket socket, String host, String path) throws IOException {
    socket.setSoTimeout(10_000);
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    socket.getInputStream().transferTo(answer);
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
    sozu.close();
    backend.stop(0);
    threads.shutdownNow();
  }
}
