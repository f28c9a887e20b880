package io.sozu.client.internal.osgi;

import io.sozu.client.ClientOptions;
import io.sozu.client.config.Durations;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a whole configuration, or says what is wrong with it. */
final class Configured {
  private final Map<String, Object> texts;

  private Configured(Map<String, Object> texts) {
    this.texts = texts;
  }

  /**
   * The options of a configuration.
   *
   * @param texts the same configuration as it was written, for messages
   * @throws IllegalArgumentException naming the key, the value and what is allowed
   */
  static ClientOptions options(ClientConfig config, Map<String, Object> texts) {
    Configured configured = new Configured(texts);
    int maxFrame = configured.number("max.frame", config::max_frame);
    return ClientOptions.builder()
        .instance(config.sozu_instance())
        .sozuConfig(path(config.sozu_config()))
        .socket(path(config.socket()))
        .maxFrame(maxFrame == 0 ? null : maxFrame)
        .connections(configured.number("connections", config::connections))
        .maxWaiting(configured.number("max.waiting", config::max_waiting))
        .requestTimeout(Durations.parse("request.timeout", config.request_timeout()))
        .reconnectMin(Durations.parse("reconnect.min", config.reconnect_min()))
        .reconnectMax(Durations.parse("reconnect.max", config.reconnect_max()))
        .exchangeDir(path(config.exchange_dir()))
        .stateSave(path(config.state_save()))
        .peerUser(config.peer_user().isBlank() ? null : config.peer_user().strip())
        .eventBuffer(configured.number("event.buffer", config::event_buffer))
        .metricsPieceTime(Durations.parse("metrics.piece.time", config.metrics_piece_time()))
        .build();
  }

  /** The container converts a number when it is asked for, and its message names no key. */
  private int number(String key, IntSupplier value) {
    try {
      return value.getAsInt();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          key + "=" + texts.get(key) + " is no number: allowed is a whole number", e);
    }
  }

  private static @Nullable Path path(String text) {
    return text.isBlank() ? null : Path.of(text.strip());
  }
}
