import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What ./run puts behind and in front of Sōzu: a backend, and a little traffic through the proxy. Started with {@code
 * java -Djdk.httpclient.allowRestrictedHeaders=host Demo.java BACKEND_PORT PROXY_PORT HOSTNAME}.
 */
final class Demo {
  private static final Duration PAUSE = Duration.ofMillis(200);

  public static void main(String[] arguments) throws Exception {
    backend(Integer.parseInt(arguments[0]));
    traffic(URI.create("http://127.0.0.1:" + arguments[1] + "/"), arguments[2]);
  }

  private static void backend(int port) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    byte[] hello = "Hello from behind Sōzu\n".getBytes(StandardCharsets.UTF_8);
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/missing") ? 404 : 200, hello.length);
      try (var body = exchange.getResponseBody()) {
        body.write(hello);
      }
    });
    server.start();
  }

  private static void traffic(URI proxy, String hostname) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    for (int count = 0; ; count++) {
      HttpRequest request = HttpRequest.newBuilder(count % 10 == 9 ? proxy.resolve("/missing") : proxy)
          .header("Host", hostname)
          .timeout(Duration.ofSeconds(2))
          .build();
      try {
        client.send(request, BodyHandlers.discarding());
      } catch (java.io.IOException e) {
        // Sōzu is away, or simulated and proxies nothing: the next try is soon enough.
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }
}
