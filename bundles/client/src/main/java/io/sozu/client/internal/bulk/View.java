package io.sozu.client.internal.bulk;

import io.sozu.protocol.command.AddBackend;
import io.sozu.protocol.command.ClusterInformation;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.RemoveBackend;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RequestUdpFrontend;
import io.sozu.protocol.state.Records;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What every process of Sōzu has of some clusters, and whether records are in force there. */
final class View {
  /** How far a record is in force. */
  record InForce(boolean main, List<String> lacking) {
    boolean everywhere() {
      return main && lacking.isEmpty();
    }
  }

  private static final String MAIN = "main";

  private final Map<String, Map<String, ClusterInformation>> clusters = new HashMap<>();
  private final List<String> processes = new ArrayList<>();
  private ClusterInformation listed = ClusterInformation.getDefaultInstance();

  private boolean mainOnly;

  /** A view in which only the main process was asked. */
  static View ofMainOnly() {
    View view = new View();
    view.mainOnly = true;
    return view;
  }

  /** Whether the workers were not asked, so that nothing is known of what they have. */
  boolean isMainOnly() {
    return mainOnly;
  }

  /** Notes one cluster as the main process has it. */
  void mainCluster(String id, ClusterInformation info) {
    cluster(id, Map.of(MAIN, info), List.of(MAIN));
  }

  /** Notes one cluster as the processes have it; a process that lacks it has no entry. */
  void cluster(String id, Map<String, ClusterInformation> having, Iterable<String> askedProcesses) {
    clusters.put(id, having);
    TreeSet<String> all = new TreeSet<>(processes);
    askedProcesses.forEach(all::add);
    processes.clear();
    processes.addAll(all);
  }

  /** Notes frontends that the main process lists, for those that no cluster shows. */
  void listed(ListedFrontends frontends) {
    listed =
        listed.toBuilder()
            .addAllHttpFrontends(frontends.getHttpFrontendsList())
            .addAllHttpsFrontends(frontends.getHttpsFrontendsList())
            .addAllTcpFrontends(frontends.getTcpFrontendsList())
            .addAllUdpFrontends(frontends.getUdpFrontendsList())
            .build();
  }

  /** All that the main process has here, as the records that would add it. */
  List<Request> additions() {
    List<Request> additions = new ArrayList<>();
    clusters
        .values()
        .forEach(
            having -> {
              ClusterInformation main = having.get(MAIN);
              if (main != null) {
                additions.add(Request.newBuilder().setAddCluster(main.getConfiguration()).build());
                add(main, additions);
              }
            });
    add(listed, additions);
    return additions;
  }

  private static void add(ClusterInformation info, List<Request> additions) {
    info.getBackendsList()
        .forEach(b -> additions.add(Request.newBuilder().setAddBackend(b).build()));
    info.getHttpFrontendsList()
        .forEach(f -> additions.add(Request.newBuilder().setAddHttpFrontend(f).build()));
    info.getHttpsFrontendsList()
        .forEach(f -> additions.add(Request.newBuilder().setAddHttpsFrontend(f).build()));
    info.getTcpFrontendsList()
        .forEach(f -> additions.add(Request.newBuilder().setAddTcpFrontend(f).build()));
    info.getUdpFrontendsList()
        .forEach(f -> additions.add(Request.newBuilder().setAddUdpFrontend(f).build()));
  }

  /** Whether the main process has the cluster. */
  boolean hasCluster(String id) {
    return clusters.getOrDefault(id, Map.of()).containsKey(MAIN);
  }

  /** Where what the record wants is so. */
  InForce of(Request record) {
    String cluster = Records.cluster(record);
    Map<String, ClusterInformation> having = clusters.getOrDefault(cluster, Map.of());
    if (isFrontend(record) && !having.containsKey(MAIN)) {
      // Sōzu takes frontends of clusters that it does not have; only the main process lists them.
      return new InForce(satisfied(record, Optional.of(listed)), List.of());
    }
    List<String> lacking = new ArrayList<>();
    for (String process : processes) {
      if (!process.equals(MAIN) && !satisfied(record, Optional.ofNullable(having.get(process)))) {
        lacking.add(process);
      }
    }
    return new InForce(satisfied(record, Optional.ofNullable(having.get(MAIN))), lacking);
  }

  /** Whether exactly this frontend is there, not only one with its key. */
  boolean hasEqual(Request addition) {
    ClusterInformation main =
        merged(
            clusters
                .getOrDefault(Records.cluster(addition), Map.of())
                .getOrDefault(MAIN, ClusterInformation.getDefaultInstance()),
            listed);
    return switch (addition.getRequestTypeCase()) {
      case ADD_TCP_FRONTEND -> main.getTcpFrontendsList().contains(addition.getAddTcpFrontend());
      case ADD_UDP_FRONTEND -> main.getUdpFrontendsList().contains(addition.getAddUdpFrontend());
      default -> {
        RequestHttpFrontend wanted = Records.frontend(addition);
        yield wanted != null
            && https(addition, main)
                .anyMatch(has -> Records.plain(has).equals(Records.plain(wanted)));
      }
    };
  }

  /** What the main process has under the key of a frontend record, or null. */
  @Nullable RequestHttpFrontend stored(Request record) {
    String key = Records.key(record);
    boolean https = Records.https(record);
    return https(record, listed)
        .filter(front -> Records.httpKey(https, front).equals(key))
        .findFirst()
        .orElse(null);
  }

  private static ClusterInformation merged(ClusterInformation one, ClusterInformation other) {
    return one.toBuilder().mergeFrom(other).build();
  }

  private static boolean satisfied(Request record, Optional<ClusterInformation> info) {
    ClusterInformation has = info.orElse(ClusterInformation.getDefaultInstance());
    return switch (record.getRequestTypeCase()) {
      case ADD_CLUSTER ->
          has.hasConfiguration() && has.getConfiguration().equals(record.getAddCluster());
      case REMOVE_CLUSTER -> info.isEmpty();
      case SET_HEALTH_CHECK ->
          has.getConfiguration().hasHealthCheck()
              && has.getConfiguration()
                  .getHealthCheck()
                  .equals(record.getSetHealthCheck().getConfig());
      case REMOVE_HEALTH_CHECK ->
          has.hasConfiguration() && !has.getConfiguration().hasHealthCheck();
      case ADD_BACKEND -> has(has, record.getAddBackend());
      case ADD_UNIX_BACKEND -> has(has, record.getAddUnixBackend());
      case REMOVE_BACKEND -> lacks(has, record.getRemoveBackend());
      default -> hasKey(has, record) == (Records.role(record) == Records.Role.ADD);
    };
  }

  private static boolean has(ClusterInformation info, AddBackend backend) {
    return info.getBackendsList().contains(backend);
  }

  private static boolean lacks(ClusterInformation info, RemoveBackend removed) {
    return info.getBackendsList().stream()
        .noneMatch(
            backend ->
                backend.getBackendId().equals(removed.getBackendId())
                    && backend.getAddress().equals(removed.getAddress()));
  }

  private static boolean hasKey(ClusterInformation info, Request record) {
    String key = Records.key(record);
    boolean https = Records.https(record);
    String cluster = Records.cluster(record);
    return switch (record.getRequestTypeCase()) {
      case ADD_TCP_FRONTEND, REMOVE_TCP_FRONTEND ->
          info.getTcpFrontendsList().stream().map(Records::tcpKey).anyMatch(key::equals);
      case ADD_UDP_FRONTEND, REMOVE_UDP_FRONTEND ->
          info.getUdpFrontendsList().stream().map(View::udpKey).anyMatch(key::equals);
      default ->
          https(record, info)
              .filter(front -> front.getClusterId().equals(cluster))
              .anyMatch(front -> Records.httpKey(https, front).equals(key));
    };
  }

  private static Stream<RequestHttpFrontend> https(Request record, ClusterInformation info) {
    return (Records.https(record) ? info.getHttpsFrontendsList() : info.getHttpFrontendsList())
        .stream();
  }

  private static String udpKey(RequestUdpFrontend frontend) {
    return "u|" + Records.address(frontend.getAddress());
  }

  static boolean isFrontend(Request record) {
    return switch (record.getRequestTypeCase()) {
      case ADD_TCP_FRONTEND, REMOVE_TCP_FRONTEND, ADD_UDP_FRONTEND, REMOVE_UDP_FRONTEND -> true;
      default -> Records.frontend(record) != null;
    };
  }
}
