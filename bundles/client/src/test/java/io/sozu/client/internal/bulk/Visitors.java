package io.sozu.client.internal.bulk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks for pages through Sōzu, again and again, and counts what comes back. */
final class Visitors implements AutoCloseable {
  private final AtomicBoolean stop = new AtomicBoolean();
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();

  Visitors(InetSocketAddress http, List<String> hosts, int count) {
    for (int i = 0; i < count; i++) {
      int first = i;
      Thread thread = new Thread(() -> visit(http, hosts, first), "visitor-" + i);
      thread.start();
      threads.add(thread);
    }
  }

  /** How many answers of each status came; 0 is a connection that broke. */
  Map<Integer, Integer> statuses() {
    Map<Integer, Integer> all = new ConcurrentHashMap<>();
    statuses.forEach((status, count) -> all.put(status, count.get()));
    return all;
  }

  int visits() {
    return statuses().values().stream().mapToInt(Integer::intValue).sum();
  }

  private void visit(InetSocketAddress http, List<String> hosts, int first) {
    for (int i = first; !stop.get(); i++) {
      int status = status(http, hosts.get(i % hosts.size()));
      statuses.computeIfAbsent(status, any -> new AtomicInteger()).incrementAndGet();
    }
  }

  private static int status(InetSocketAddress http, String host) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(10_000);
      socket.connect(http, 10_000);
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = answer.readLine();
      return line == null ? 0 : Integer.parseInt(line.split(" ", 3)[1]);
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    stop.set(true);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
