package io.sozu.pki;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClients;
import io.sozu.client.config.Values;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A connector in a process of its own, which can be killed, or have fewer rights than a test has.
 * {@link ConnectorJvm} starts it.
 *
 * <p>Arguments are Sōzu's command socket, the folder, and options as {@code key=value} with the
 * keys of the configuration. It tells {@code ready}, and then each state that is another one: a
 * line {@code status}, lines {@code row}, and {@code end}. It ends when its standard input does.
 */
final class ConnectorInProcess {
  static final String READY = "ready";
  static final String STATUS = "status";
  static final String ROW = "row";
  static final String END = "end";
  private static final long LOOK_NANOS = 5_000_000;

  private ConnectorInProcess() {}

  public static void main(String[] words) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    ClientOptions options = ClientOptions.socket(Path.of(words[0])).build();
    try (OwnedSozuClient client = SozuClients.connect(options);
        PkiConnector connector = PkiConnector.open(client, options(words))) {
      out.println(READY);
      Thread teller = new Thread(() -> tell(connector, out), "teller");
      teller.setDaemon(true);
      teller.start();
      while (System.in.read() >= 0) {
        // What is written there means nothing; its end does.
      }
    }
  }

  private static void tell(PkiConnector connector, PrintStream out) {
    String before = "";
    while (true) {
      String now = state(connector);
      if (!now.equals(before)) {
        out.println(now);
        before = now;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static String state(PkiConnector connector) {
    StringBuilder text = new StringBuilder();
    text.append(line(STATUS, connector.status().health(), connector.status().summary()));
    for (CertificateInfo one : connector.inventory().certificates()) {
      text.append(line(ROW, one.state(), one.fingerprint(), one.words()));
    }
    return text.append(END).toString();
  }

  private static String line(Object... parts) {
    return String.join("\t", List.of(parts).stream().map(String::valueOf).toList()) + "\n";
  }

  private static PkiOptions options(String[] words) {
    Map<String, String> all = new HashMap<>();
    for (String word : List.of(words).subList(2, words.length)) {
      String[] sides = word.split("=", 2);
      all.put(sides[0], sides[1]);
    }
    Values values = new Values(all);
    String ledger = values.text("ledger", "");
    return PkiOptions.builder(Path.of(words[1]))
        .watch(values.flag("watch", true))
        .poll(values.duration("poll", PkiOptions.DEFAULT_POLL))
        .quiet(values.duration("quiet", PkiOptions.DEFAULT_QUIET))
        .rescan(values.duration("rescan", PkiOptions.DEFAULT_RESCAN))
        .reconcile(values.duration("reconcile", PkiOptions.DEFAULT_RECONCILE))
        .removalGrace(values.duration("removal.grace", PkiOptions.DEFAULT_REMOVAL_GRACE))
        .adopt(values.flag("adopt", false))
        .proof(values.flag("proof", false))
        .ledger(ledger.isEmpty() ? null : Path.of(ledger))
        .build();
  }
}
