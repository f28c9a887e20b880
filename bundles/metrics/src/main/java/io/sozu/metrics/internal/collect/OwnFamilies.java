package io.sozu.metrics.internal.collect;

import static io.sozu.metrics.internal.convert.Kind.COUNTER;
import static io.sozu.metrics.internal.convert.Kind.GAUGE;

import io.sozu.metrics.internal.convert.Family;
import java.util.List;

/** The connector's own families. Their labels have few values, whatever callers send. */
public final class OwnFamilies {
  static final Family UP =
      Family.own(GAUGE, "sozu_up", "Whether this Sōzu answered within the time of the scrape.");
  static final Family AGE =
      Family.own(
          GAUGE,
          "sozu_collection_age_seconds",
          "How long ago the last collection ended that Sōzu answered; before the first one, how long"
              + " it has been waited for.",
          1000);
  static final Family DURATION =
      Family.own(
          GAUGE,
          "sozu_collection_duration_seconds",
          "How long the last collection took, whatever came of it.",
          1000);
  static final Family PIECES =
      Family.own(GAUGE, "sozu_collection_pieces", "Answers that the collection took.");
  static final Family BYTES =
      Family.own(GAUGE, "sozu_collection_bytes", "Size of the collection's answers.");
  static final Family CLUSTERS =
      Family.own(GAUGE, "sozu_collection_clusters", "Clusters that have series in the collection.");
  static final Family GAPS =
      Family.own(
          GAUGE,
          "sozu_collection_gaps",
          "What the collection lacks: pieces that a worker did not answer, for example.");
  static final Family DROPPED =
      Family.own(
          GAUGE,
          "sozu_collection_dropped_values",
          "Values of kinds that Prometheus cannot have (time series).");
  static final Family CUT =
      Family.own(
          GAUGE,
          "sozu_collection_cut_series",
          "Series left out of the collection, because it has more than series.max.");
  static final Family CUT_TOTAL =
      Family.own(COUNTER, "sozu_cut_series_total", "Series left out of all collections so far.");
  static final Family COLLECTIONS =
      Family.own(COUNTER, "sozu_collections_total", "Collections by their result.");
  static final Family WORKERS =
      Family.own(
          GAUGE,
          "sozu_workers",
          "Workers by state, as they answer themselves. One that is not_answering is stopped or"
              + " wedged: end that process, a new one takes over.");
  static final Family WORKER_STATE =
      Family.own(
          GAUGE,
          "sozu_worker_state_info",
          "The state of each worker that has not stopped, with its process id; always 1.");
  static final Family WORKERS_AGE =
      Family.own(
          GAUGE,
          "sozu_workers_age_seconds",
          "How long ago the workers' states were asked. Asking takes 10 s when one does not answer.",
          1000);
  static final Family CERTIFICATE =
      Family.own(
          GAUGE,
          "sozu_certificate_expiry_timestamp_seconds",
          "When a certificate of Sōzu's state expires, in Unix time, by fingerprint, listener"
              + " (address) and first host name (name).");
  static final Family CERTIFICATE_NAME =
      Family.own(
          GAUGE,
          "sozu_certificate_name_expiry_timestamp_seconds",
          "When a certificate expires, in Unix time, for each of its host names, as far as"
              + " certificates.names allows.");
  static final Family CERTIFICATES_CUT_NAMES =
      Family.own(
          GAUGE,
          "sozu_certificates_cut_names",
          "Host names of certificates that have no series of their own: there are more than"
              + " certificates.names, or more than 100 in one certificate.");
  static final Family CERTIFICATES_AGE =
      Family.own(
          GAUGE,
          "sozu_certificates_age_seconds",
          "How long ago it was made sure that the certificates told are Sōzu's.",
          1000);
  static final Family CERTIFICATES_UNREADABLE =
      Family.own(
          GAUGE, "sozu_certificates_unreadable", "Certificates whose expiry cannot be read.");
  static final Family EVENTS =
      Family.own(
          COUNTER,
          "sozu_events_total",
          "Events by kind, of Sōzu and of the client's own watch. Sōzu tells attempts, some twice,"
              + " and some never: hints, not counts of changes.");
  static final Family CONNECTED =
      Family.own(
          GAUGE,
          "sozu_client_connected",
          "Whether the connector's own client has a connection to this Sōzu.");
  static final Family STATE_SINCE =
      Family.own(
          GAUGE,
          "sozu_client_state_since_timestamp_seconds",
          "Since when the state of the connector's own client is what it is, in Unix time.",
          1000);
  static final Family CONNECTOR_READY =
      Family.own(
          GAUGE,
          "sozu_connector_ready",
          "Whether a connector does its work; 0 while its Sōzu or its broker is away.");
  static final Family CONNECTOR_DEGRADED =
      Family.own(
          GAUGE,
          "sozu_connector_degraded",
          "Whether a connector does its work and somebody should look at it: its status says why.");
  static final Family CONNECTOR_SINCE =
      Family.own(
          GAUGE,
          "sozu_connector_state_since_timestamp_seconds",
          "Since when a connector is as it is, in Unix time.",
          1000);
  static final Family DETAIL =
      Family.own(
          GAUGE, "sozu_detail_lease_active", "Whether we hold the metric detail of Sōzu raised.");
  static final Family SCRAPES =
      Family.own(COUNTER, "sozu_connector_scrapes_total", "Pages written, by format.");
  static final Family PAGE_BYTES =
      Family.own(
          GAUGE, "sozu_connector_last_page_bytes", "Size of the last page, before compression.");
  static final Family PAGE_TIME =
      Family.own(
          GAUGE,
          "sozu_connector_last_page_duration_seconds",
          "How long the last page took, collections and writing together.",
          1000);

  private OwnFamilies() {}

  /** All of them. The figures of the client and of connectors, which name them, come besides. */
  public static List<Family> all() {
    return List.of(
        UP,
        AGE,
        DURATION,
        PIECES,
        BYTES,
        CLUSTERS,
        GAPS,
        DROPPED,
        CUT,
        CUT_TOTAL,
        COLLECTIONS,
        WORKERS,
        WORKER_STATE,
        WORKERS_AGE,
        CERTIFICATE,
        CERTIFICATE_NAME,
        CERTIFICATES_CUT_NAMES,
        CERTIFICATES_AGE,
        CERTIFICATES_UNREADABLE,
        EVENTS,
        CONNECTED,
        STATE_SINCE,
        CONNECTOR_READY,
        CONNECTOR_DEGRADED,
        CONNECTOR_SINCE,
        DETAIL,
        SCRAPES,
        PAGE_BYTES,
        PAGE_TIME);
  }
}
