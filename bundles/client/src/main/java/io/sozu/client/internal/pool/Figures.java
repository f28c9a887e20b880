package io.sozu.client.internal.pool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of one client since it was made, connections of their own included. The names are part
 * of what the README promises.
 */
public final class Figures {
  final LongAdder sent = new LongAdder();
  final LongAdder ok = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder unknown = new LongAdder();
  final LongAdder processing = new LongAdder();
  final LongAdder events = new LongAdder();
  final LongAdder exhausted = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder cancelled = new LongAdder();
  final LongAdder connected = new LongAdder();
  final LongAdder connectFailed = new LongAdder();
  final LongAdder lost = new LongAdder();

  Map<String, Number> counters() {
    Map<String, Number> all = new LinkedHashMap<>();
    all.put("requests.sent", sent.sum());
    all.put("requests.ok", ok.sum());
    all.put("requests.refused", refused.sum());
    all.put("requests.unknown", unknown.sum());
    all.put("requests.failed", failed.sum());
    all.put("requests.exhausted", exhausted.sum());
    all.put("requests.expired", expired.sum());
    all.put("requests.cancelled", cancelled.sum());
    all.put("answers.processing", processing.sum());
    all.put("events.received", events.sum());
    all.put("connections.opened", connected.sum());
    all.put("connections.failed", connectFailed.sum());
    all.put("connections.lost", lost.sum());
    return all;
  }
}
