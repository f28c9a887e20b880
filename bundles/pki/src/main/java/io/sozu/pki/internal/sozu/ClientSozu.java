package io.sozu.pki.internal.sozu;

import io.sozu.client.Outcome;
import io.sozu.client.SozuClient;
import io.sozu.client.config.Addresses;
import io.sozu.pki.internal.plan.Observed;
import io.sozu.protocol.command.CertificateSummary;
import io.sozu.protocol.command.CertificatesByAddress;
import io.sozu.protocol.command.HttpsListenerConfig;
import io.sozu.protocol.command.ListOfCertificatesByAddress;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** A client's Sōzu. */
public final class ClientSozu implements Sozu {
  /** Questions that wait for their answers at once; well below what a client lets wait. */
  private static final int WINDOW = 64;

  /** A name below a wildcard that nobody has a certificate for. */
  private static final String PROBE = "sozu-pki-probe";

  private final SozuClient client;

  /** Listeners to which a proxy in front of Sōzu speaks, as of when they were asked for last. */
  private volatile Set<String> behindProxies = Set.of();

  public ClientSozu(SozuClient client) {
    this.client = client;
  }

  @Override
  public Map<String, SocketAddress> listeners() {
    Map<String, SocketAddress> active = new TreeMap<>();
    Set<String> behind = new HashSet<>();
    for (HttpsListenerConfig listener :
        Answers.of(client.listeners().list()).getHttpsListenersMap().values()) {
      if (listener.getActive()) {
        String text = Addresses.text(listener.getAddress());
        active.put(text, listener.getAddress());
        if (listener.getExpectProxy()) {
          behind.add(text);
        }
      }
    }
    behindProxies = Set.copyOf(behind);
    return active;
  }

  /**
   * Whether a listener wants each connection to begin with a header of the PROXY protocol. From any
   * thread.
   */
  public boolean expectsProxy(String listener) {
    return behindProxies.contains(listener);
  }

  private record Question(
      String name, CompletionStage<Map<String, ListOfCertificatesByAddress>> answer) {}

  @Override
  public Observed served(Collection<String> names, Collection<String> listeners) {
    Observed observed = new Observed();
    Deque<Question> open = new ArrayDeque<>();
    for (String name : names) {
      if (open.size() >= WINDOW) {
        note(open.remove(), listeners, observed);
      }
      open.add(new Question(name, client.certificates().served(asked(name))));
    }
    while (!open.isEmpty()) {
      note(open.remove(), listeners, observed);
    }
    return observed;
  }

  private static String asked(String name) {
    return name.startsWith("*.") ? PROBE + name.substring(1) : name;
  }

  private static void note(Question question, Collection<String> listeners, Observed observed) {
    for (ListOfCertificatesByAddress worker : Answers.of(question.answer()).values()) {
      Map<String, String> fingerprints = new HashMap<>();
      for (CertificatesByAddress listener : worker.getCertificatesList()) {
        for (CertificateSummary summary : listener.getCertificateSummariesList()) {
          fingerprints.put(Addresses.text(listener.getAddress()), summary.getFingerprint());
        }
      }
      for (String listener : listeners) {
        observed.add(listener, question.name(), fingerprints.getOrDefault(listener, Observed.NONE));
      }
    }
  }

  @Override
  public CompletionStage<List<Outcome>> begin(List<Request> requests) {
    return client.apply(requests);
  }
}
