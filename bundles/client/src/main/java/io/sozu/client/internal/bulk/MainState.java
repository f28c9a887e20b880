package io.sozu.client.internal.bulk;

import io.sozu.protocol.command.ClusterInformation;
import io.sozu.protocol.command.ListedFrontends;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.state.Records;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What a saved state, the main process's, has of some clusters. */
final class MainState {
  private final Set<String> wanted;
  private final Map<String, ClusterInformation.Builder> clusters = new HashMap<>();

  /**
   * @param wanted ids of clusters; the empty one stands for frontends without one
   */
  MainState(Set<String> wanted) {
    this.wanted = wanted;
  }

  /** Takes a record of the state. */
  void take(Request record) {
    if (record.hasAddCertificate() || !wanted.contains(Records.cluster(record))) {
      return;
    }
    ClusterInformation.Builder info =
        clusters.computeIfAbsent(Records.cluster(record), any -> ClusterInformation.newBuilder());
    switch (record.getRequestTypeCase()) {
      case ADD_CLUSTER -> info.setConfiguration(record.getAddCluster());
      case ADD_BACKEND -> info.addBackends(record.getAddBackend());
      case ADD_UNIX_BACKEND -> info.addBackends(record.getAddUnixBackend());
      case ADD_TCP_FRONTEND -> info.addTcpFrontends(record.getAddTcpFrontend());
      case ADD_UDP_FRONTEND -> info.addUdpFrontends(record.getAddUdpFrontend());
      default -> {
        RequestHttpFrontend frontend = Records.frontend(record);
        if (frontend != null && Records.https(record)) {
          info.addHttpsFrontends(frontend);
        } else if (frontend != null) {
          info.addHttpFrontends(frontend);
        }
      }
    }
  }

  /** All of it, as a view of the main process alone. */
  View view() {
    View view = View.ofMainOnly();
    clusters.forEach(
        (id, info) -> {
          if (info.hasConfiguration()) {
            view.mainCluster(id, info.build());
          } else {
            view.listed(
                ListedFrontends.newBuilder()
                    .addAllHttpFrontends(info.getHttpFrontendsList())
                    .addAllHttpsFrontends(info.getHttpsFrontendsList())
                    .addAllTcpFrontends(info.getTcpFrontendsList())
                    .addAllUdpFrontends(info.getUdpFrontendsList())
                    .build());
          }
        });
    return view;
  }
}
