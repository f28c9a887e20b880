package io.sozu.itests.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of the proxy and their backend, in a process of its own: pauses of the scraping JVM are
 * not latencies of the proxy. Prints the backend's port, then answers commands line by line:
 *
 * <ul>
 *   <li>{@code touch PORT HOSTS}: one request to each host; answers {@code FAILED}
 *   <li>{@code load PORT HOSTS RATE SECONDS}: answers {@code P50 P99 MAX FAILED} in nanoseconds
 * </ul>
 *
 * <p>Requests are due at fixed times, and a latency counts from when its request was due: a proxy
 * that stands still delays all that fall due meanwhile, not one.
 */
public final class Load {
  private static final int CONNECTIONS = 16;

  /**
   * Hosts that one connection touches: Sōzu may keep one to each backend for it, and has no place
   * for more sessions after some thousands (2.3.3).
   */
  private static final int VISITS = 100;

  private Load() {}

  public static void main(String[] args) throws Exception {
    System.out.println(Web.start());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS, Load::daemon);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int[] numbers =
          Arrays.stream(line.split(" ", -1)).skip(1).mapToInt(Integer::parseInt).toArray();
      System.out.println(
          line.startsWith("touch")
              ? touch(threads, numbers[0], numbers[1])
              : load(threads, numbers[0], numbers[1], numbers[2], numbers[3]));
    }
    threads.shutdown();
  }

  /** A failure in main must end the process, or who waits for its answer waits for ever. */
  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "bench-load");
    thread.setDaemon(true);
    return thread;
  }

  private static String touch(ExecutorService threads, int port, int hosts) throws Exception {
    Share[] shares = new Share[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      int first = i;
      shares[i] = new Share((hosts - first + CONNECTIONS - 1) / CONNECTIONS);
      shares[i].done =
          threads.submit(
              () -> {
                for (int host = first; host < hosts; host += CONNECTIONS * VISITS) {
                  visit(shares[first], port, host, hosts);
                }
                return null;
              });
    }
    return Long.toString(collect(shares).failed);
  }

  private static void visit(Share share, int port, int first, int hosts) throws IOException {
    try (Client client = new Client(port)) {
      int end = Math.min(hosts, first + CONNECTIONS * VISITS);
      for (int host = first; host < end; host += CONNECTIONS) {
        share.add(client.get(host), 0);
      }
    }
  }

  private static String load(ExecutorService threads, int port, int hosts, int rate, int seconds)
      throws Exception {
    long begin = System.nanoTime() + 50_000_000;
    long interval = 1_000_000_000L * CONNECTIONS / rate;
    int each = rate * seconds / CONNECTIONS;
    Share[] shares = new Share[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      int number = i;
      Share share = new Share(each);
      shares[i] = share;
      share.done =
          threads.submit(
              () -> {
                try (Client client = new Client(port)) {
                  long due = begin + interval * number / CONNECTIONS;
                  for (int n = 0; n < each; n++) {
                    awaitDue(due);
                    // Steps of a prime go round all hosts in no order that Sōzu could like.
                    long host = ((long) n * CONNECTIONS + number) * 7919 % hosts;
                    boolean good = client.get((int) host);
                    share.add(good, System.nanoTime() - due);
                    due += interval;
                  }
                }
                return null;
              });
    }
    Share all = collect(shares);
    Arrays.sort(all.times);
    return Run.quantile(all.times, 0.5)
        + " "
        + Run.quantile(all.times, 0.99)
        + " "
        + Run.quantile(all.times, 1)
        + " "
        + all.failed;
  }

  private static void awaitDue(long due) {
    long left = due - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }

  private static Share collect(Share[] shares) throws Exception {
    int count = 0;
    for (Share share : shares) {
      share.done.get();
      count += share.size;
    }
    Share all = new Share(count);
    for (Share share : shares) {
      System.arraycopy(share.times, 0, all.times, all.size, share.size);
      all.size += share.size;
      all.failed += share.failed;
    }
    return all;
  }

  /** What one connection saw. */
  private static final class Share {
    private final long[] times;
    private int size;
    private long failed;
    private Future<?> done = java.util.concurrent.CompletableFuture.completedFuture(null);

    Share(int count) {
      times = new long[count];
    }

    void add(boolean good, long nanos) {
      times[size++] = nanos;
      failed += good ? 0 : 1;
    }
  }

  /** One keep-alive connection. */
  private static final class Client implements AutoCloseable {
    private final int port;
    private final byte[] buffer = new byte[4096];
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    Client(int port) throws IOException {
      this.port = port;
      this.socket = connect();
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
    }

    /** Whether the answer was 200; it comes in one read, being small. */
    boolean get(int host) throws IOException {
      out.write(
          ("GET / HTTP/1.1\r\nHost: h" + host + ".example\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      int read = in.read(buffer);
      boolean good =
          read > 12 && new String(buffer, 0, 12, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
      if (!good) {
        socket.close();
        socket = connect();
        in = socket.getInputStream();
        out = socket.getOutputStream();
      }
      return good;
    }

    private Socket connect() throws IOException {
      Socket made = new Socket(InetAddress.getLoopbackAddress(), port);
      made.setTcpNoDelay(true);
      return made;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
