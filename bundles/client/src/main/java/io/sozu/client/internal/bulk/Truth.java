package io.sozu.client.internal.bulk;

import io.sozu.client.ClientClosed;
import io.sozu.client.OutcomeUnknown;
import io.sozu.client.SozuException;
import io.sozu.client.TooLarge;
import io.sozu.client.UnsafeRequest;
import io.sozu.client.internal.exchange.StateReader;
import io.sozu.client.internal.guard.ClusterQueries;
import io.sozu.client.internal.guard.FrontendLists;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.client.internal.wire.Promise;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.ClusterInformation;
import io.sozu.protocol.command.FrontendFilters;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.Status;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.protocol.state.Records;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Asks Sōzu what is so, in small questions, and waits while nobody can tell. Blocking. */
final class Truth {
  /**
   * How long to wait for a Sōzu or a worker that does not answer before its records are unknown. A
   * worker that was stopped for half a minute, or one that is started anew, answers again by then.
   */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration AGREEMENT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Questions on their way at once; other callers use the rest of the connections. */
  private static final int AT_ONCE = 2;

  private final Wire wire;
  private final StateReader reader;
  private final FrontendLists lists;
  private final ClusterQueries clusterQueries;
  private final Duration patience;

  Truth(Wire wire, StateReader reader, Duration patience) {
    this.wire = wire;
    this.reader = reader;
    this.lists = new FrontendLists(wire, reader);
    this.clusterQueries = new ClusterQueries(wire, lists);
    this.patience = patience;
  }

  /**
   * What every process has of what the records touch.
   *
   * @throws OutcomeUnknown if that could not be told for as long as patience lasts
   */
  View read(Collection<Request> records) {
    Deadline until = Deadline.in(patience);
    while (true) {
      try {
        return readOnce(records);
      } catch (ClientClosed e) {
        throw e;
      } catch (UnsafeRequest e) {
        return readState(records, e);
      } catch (SozuException e) {
        if (e instanceof TooLarge || until.passed()) {
          throw new OutcomeUnknown("nobody can tell: " + e.getMessage(), e);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /**
   * Where what the record wants is so, once the main process and the workers agree: a new worker
   * takes up to 2 s to get the main process's state.
   *
   * @throws OutcomeUnknown if that could not be told for as long as patience lasts
   */
  View.InForce settled(Request record) {
    Deadline until = Deadline.in(AGREEMENT);
    while (true) {
      View.InForce inForce = read(List.of(record)).of(record);
      if (!inForce.main() || inForce.lacking().isEmpty() || until.passed()) {
        return inForce;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /**
   * Waits until every worker answers.
   *
   * @throws OutcomeUnknown if one does not for as long as patience lasts
   */
  void awaitWorkers() {
    Deadline until = Deadline.in(patience);
    while (true) {
      String silent;
      try {
        silent = silentWorkers();
      } catch (ClientClosed e) {
        throw e;
      } catch (SozuException e) {
        silent = String.valueOf(e.getMessage());
      }
      if (silent.isEmpty()) {
        return;
      }
      if (until.passed()) {
        throw new OutcomeUnknown(silent);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private String silentWorkers() {
    Response status =
        Promise.joined(ask(Request.newBuilder().setStatus(Status.getDefaultInstance()).build()));
    for (WorkerInfo worker : status.getContent().getWorkers().getVecList()) {
      if (worker.getRunState() == RunState.NOT_ANSWERING) {
        return "worker " + worker.getId() + " does not answer";
      }
    }
    return "";
  }

  /** What the main process has, where a cluster is too large to ask workers about. */
  private View readState(Collection<Request> records, UnsafeRequest tooLarge) {
    Set<String> wanted = new HashSet<>();
    records.forEach(record -> wanted.add(Records.cluster(record)));
    MainState main = new MainState(wanted);
    try {
      reader.readHere(
          kind -> kind.name().startsWith("ADD_") && !kind.name().contains("LISTENER"),
          main::take,
          Deadline.in(patience));
    } catch (IOException e) {
      throw new OutcomeUnknown("nobody can tell: " + e.getMessage(), tooLarge);
    }
    return main.view();
  }

  /** The frontends of these host names and clusters, as the main process lists them. */
  void list(Set<String> hosts, Set<String> clusters, View view) {
    List<FrontendFilters> wanted =
        Stream.concat(
                hosts.stream().map(FrontendLists::ofHost),
                clusters.stream().map(FrontendLists::ofCluster))
            .toList();
    List<ListedFrontends> listed = new ArrayList<>();
    try {
      askAll(
          wanted.stream().map(FrontendLists::question).toList(),
          (question, answer) -> listed.add(answer.getContent().getFrontendList()));
    } catch (OutcomeUnknown e) {
      if (!FrontendLists.tooLong(e)) {
        throw e;
      }
      view.listed(Promise.joined(lists.read(wanted, e, Deadline.in(patience))));
      return;
    }
    listed.forEach(view::listed);
  }

  private View readOnce(Collection<Request> records) {
    View view = new View();
    Set<String> clusters = new LinkedHashSet<>();
    Set<String> hosts = new LinkedHashSet<>();
    for (Request record : records) {
      String cluster = Records.cluster(record);
      RequestHttpFrontend frontend = Records.frontend(record);
      if (!cluster.isEmpty()) {
        clusters.add(cluster);
      } else if (frontend != null) {
        hosts.add(frontend.getHostname());
      }
    }
    askAll(
        clusters.stream().map(id -> Request.newBuilder().setQueryClusterById(id).build()).toList(),
        (question, answer) -> note(question.getQueryClusterById(), answer, view));
    Set<String> orphans = new LinkedHashSet<>();
    for (Request record : records) {
      String cluster = Records.cluster(record);
      if (!cluster.isEmpty() && View.isFrontend(record) && !view.hasCluster(cluster)) {
        orphans.add(cluster);
      }
    }
    list(hosts, orphans, view);
    return view;
  }

  private static void note(String cluster, Response answer, View view) {
    Map<String, ClusterInformation> having = new HashMap<>();
    var each = answer.getContent().getWorkerResponses().getMapMap();
    each.forEach(
        (process, content) -> {
          if (content.getClusters().getVecCount() > 0) {
            having.put(process, content.getClusters().getVec(0));
          }
        });
    view.cluster(cluster, having, each.keySet());
  }

  private void askAll(Collection<Request> questions, BiConsumer<Request, Response> take) {
    record Asked(Request question, CompletableFuture<Response> answer) {}
    Deque<Asked> asked = new ArrayDeque<>();
    try {
      for (Request question : questions) {
        if (asked.size() == AT_ONCE) {
          Asked first = asked.remove();
          take.accept(first.question(), Promise.joined(first.answer()));
        }
        asked.add(new Asked(question, ask(question)));
      }
      while (!asked.isEmpty()) {
        Asked first = asked.remove();
        take.accept(first.question(), Promise.joined(first.answer()));
      }
    } finally {
      asked.forEach(rest -> rest.answer().cancel(true));
    }
  }

  private CompletableFuture<Response> ask(Request question) {
    Deadline deadline = Deadline.in(wire.options().requestTimeout());
    return ClusterQueries.concerns(question)
        ? clusterQueries.send(question, deadline, Exchange.IGNORE_PROCESSING)
        : wire.send(question, deadline);
  }
}
