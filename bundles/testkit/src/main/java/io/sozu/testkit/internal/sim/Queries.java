package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.AggregatedMetrics;
import io.sozu.protocol.command.AvailableMetrics;
import io.sozu.protocol.command.CertificatesWithFingerprints;
import io.sozu.protocol.command.ClusterInformations;
import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.EventKind;
import io.sozu.protocol.command.MetricDetail;
import io.sozu.protocol.command.MetricDetailStatus;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.command.RunState;
import io.sozu.protocol.command.SetMetricDetail;
import io.sozu.protocol.command.WorkerInfo;
import io.sozu.protocol.command.WorkerInfos;
import io.sozu.protocol.command.WorkerResponses;
import io.sozu.testkit.internal.metrics.Merge;
import io.sozu.testkit.internal.sim.Gathering.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Questions whose answers come from the workers too. */
final class Queries {
  private static final int LONGEST_CLIENT_ID = 64;
  private static final int LONGEST_TTL = 300;

  private final MainProcess main;

  Queries(MainProcess main) {
    this.main = main;
  }

  void status(Request request, Reply reply) {
    reply.processing("Querying status of workers...");
    List<WorkerInfo> before = main.workers().unansweredInfos();
    ask(
        request,
        (answers, timedOut) -> {
          Map<Integer, WorkerInfo> infos = new LinkedHashMap<>();
          before.forEach(info -> infos.put(info.getId(), info));
          for (Answer answer : answers.answers()) {
            if (answer.response().getStatus() == ResponseStatus.OK) {
              infos.computeIfPresent(
                  answer.worker(),
                  (id, info) -> info.toBuilder().setRunState(RunState.RUNNING).build());
            }
          }
          reply.ok(
              "Successfully collected the status of workers",
              ResponseContent.newBuilder()
                  .setWorkers(WorkerInfos.newBuilder().addAllVec(infos.values()))
                  .build());
        });
  }

  void clusters(Request request, Reply reply) {
    reply.processing("Querying cluster...");
    ask(
        request,
        (answers, timedOut) -> {
          Optional<String> failure = failure(answers, timedOut);
          if (failure.isPresent()) {
            reply.failure("Failed to query clusters: " + failure.get());
            return;
          }
          WorkerResponses.Builder responses = WorkerResponses.newBuilder();
          ResponseContent own = ownAnswer(request);
          if (own != null) {
            responses.putMap("main", own);
          }
          for (Answer answer : answers.answers()) {
            responses.putMap(Integer.toString(answer.worker()), answer.response().getContent());
          }
          reply.ok(
              "Successfully queried clusters",
              ResponseContent.newBuilder().setWorkerResponses(responses).build());
        });
  }

  private static Optional<String> failure(Gathering answers, boolean timedOut) {
    if (timedOut) {
      return Optional.of("timed out waiting for every worker");
    }
    return answers.answers().stream()
        .filter(answer -> answer.response().getStatus() != ResponseStatus.OK)
        .map(answer -> "worker " + answer.worker() + ": " + answer.response().getMessage())
        .findFirst();
  }

  private @Nullable ResponseContent ownAnswer(Request request) {
    ResponseContent.Builder content = ResponseContent.newBuilder();
    return switch (request.getRequestTypeCase()) {
      case QUERY_CLUSTER_BY_ID ->
          content
              .setClusters(WorkerDesk.clusters(main.state(), request.getQueryClusterById()))
              .build();
      case QUERY_CLUSTERS_BY_DOMAIN -> {
        ClusterInformations found =
            WorkerDesk.byDomain(main.state(), request.getQueryClustersByDomain());
        yield content.setClusters(found).build();
      }
      case QUERY_CLUSTERS_HASHES ->
          content.setClusterHashes(WorkerDesk.hashes(main.state())).build();
      default -> null;
    };
  }

  void certificatesOfState(Request request, Reply reply) {
    CertificatesWithFingerprints certificates =
        CertificateAnswers.fromMain(main.state(), request.getQueryCertificatesFromTheState());
    reply.ok(
        "Successfully queried certificates from the state of main process",
        ResponseContent.newBuilder().setCertificatesWithFingerprints(certificates).build());
  }

  void metrics(Request request, Reply reply) {
    reply.processing("Querrying metrics...");
    ask(
        request,
        (answers, timedOut) -> {
          QueryMetricsOptions options = request.getQueryMetrics();
          ResponseContent.Builder content = ResponseContent.newBuilder();
          if (options.getList()) {
            reply.ok(
                "Successfully listed available metrics",
                content.setAvailableMetrics(available(answers)).build());
          } else {
            // What is a failure of a worker, or late, is missing here without a word.
            AggregatedMetrics.Builder metrics =
                AggregatedMetrics.newBuilder().putAllMain(main.metrics());
            for (Answer answer : answers.answers()) {
              if (answer.response().getContent().hasWorkerMetrics()) {
                metrics.putWorkers(
                    Integer.toString(answer.worker()),
                    answer.response().getContent().getWorkerMetrics());
              }
            }
            AggregatedMetrics all = metrics.build();
            reply.ok(
                "Successfully aggregated all metrics",
                content.setMetrics(options.getWorkers() ? all : Merge.workers(all)).build());
          }
        });
  }

  private static AvailableMetrics available(Gathering answers) {
    TreeSet<String> proxy = new TreeSet<>();
    TreeSet<String> cluster = new TreeSet<>();
    for (Answer answer : answers.answers()) {
      AvailableMetrics names = answer.response().getContent().getAvailableMetrics();
      proxy.addAll(names.getProxyMetricsList());
      cluster.addAll(names.getClusterMetricsList());
    }
    return AvailableMetrics.newBuilder()
        .addAllProxyMetrics(proxy)
        .addAllClusterMetrics(cluster)
        .build();
  }

  void detail(Request request, Reply reply) {
    SetMetricDetail asked = request.getSetMetricDetail();
    if (asked.getClientId().length() > LONGEST_CLIENT_ID) {
      reply.failure(
          "SetMetricDetail: client_id length "
              + asked.getClientId().length()
              + " exceeds "
              + LONGEST_CLIENT_ID
              + " bytes");
      return;
    }
    if (asked.getTtlSeconds() > LONGEST_TTL) {
      reply.failure(
          "SetMetricDetail: ttl_seconds="
              + asked.getTtlSeconds()
              + " exceeds LEASE_TTL_MAX="
              + LONGEST_TTL);
      return;
    }
    Event event = KindFacts.of(EventKind.METRIC_DETAIL_CHANGED);
    main.events().tellMain(event);
    reply.processing("Processing SetMetricDetail...");
    Request owned =
        Request.newBuilder()
            .setSetMetricDetail(
                asked.toBuilder().setPeerSessionUlid(Long.toString(reply.session().id())))
            .build();
    ask(
        owned,
        (answers, timedOut) -> {
          main.events().hold(event);
          MetricDetailStatus.Builder status =
              MetricDetailStatus.newBuilder()
                  .setConfigured(MetricDetail.DETAIL_CLUSTER)
                  .setEffective(MetricDetail.DETAIL_CLUSTER)
                  .setPreviousEffective(MetricDetail.DETAIL_CLUSTER);
          for (Answer answer : answers.answers()) {
            if (answer.response().getContent().hasWorkerMetricDetailStatus()) {
              status.putWorkers(
                  Integer.toString(answer.worker()),
                  answer.response().getContent().getWorkerMetricDetailStatus());
            }
          }
          reply.ok(
              answers.errors() > 0 || timedOut
                  ? "SetMetricDetail completed with worker errors"
                  : "Successfully applied SetMetricDetail to all workers",
              ResponseContent.newBuilder().setMetricDetailStatus(status).build());
        });
  }

  void closeSessions(Request request, Reply reply) {
    reply.processing("Closing sessions...");
    ask(
        request,
        (answers, timedOut) -> {
          List<String> failures = new ArrayList<>();
          WorkerResponses.Builder responses = WorkerResponses.newBuilder();
          for (Answer answer : answers.answers()) {
            String worker = Integer.toString(answer.worker());
            if (answer.response().getStatus() == ResponseStatus.OK) {
              responses.putMap(worker, answer.response().getContent());
            } else {
              failures.add(worker + ": " + answer.response().getMessage());
            }
          }
          if (timedOut) {
            failures.add("timed out waiting for every worker");
          }
          if (failures.isEmpty()) {
            reply.ok(
                "Closed the selected sessions on every worker",
                ResponseContent.newBuilder().setWorkerResponses(responses).build());
          } else {
            reply.failure(String.join(", ", failures));
          }
        });
  }

  private void ask(Request request, Gathering.Finish finish) {
    Gathering gathering = new Gathering(finish);
    gathering.scatter(0, main.workers().running(), request);
    gathering.seal(main.loop(), main.options().workerTimeout());
  }
}
