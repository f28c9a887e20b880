package io.sozu.client;

import io.sozu.client.config.Check;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach one Sōzu. Immutable. {@link Builder#build()} checks every value and names what is
 * wrong.
 *
 * @param instance name of the Sōzu instance. Default {@value #DEFAULT_INSTANCE}
 * @param sozuConfig Sōzu's TOML, from which {@code command_socket} and the buffer sizes come; this
 *     or {@code socket}
 * @param socket Sōzu's command socket, when not given by its TOML
 * @param maxFrame longest frame either way in bytes ({@code max_command_buffer_size}), from the
 *     TOML unless set here
 * @param connections most connections of the pool. Default {@value #DEFAULT_CONNECTIONS}
 * @param maxWaiting most calls that wait for a connection. Default {@value #DEFAULT_MAX_WAITING}
 * @param requestTimeout until when an answer must have come. Default {@link
 *     #DEFAULT_REQUEST_TIMEOUT}
 * @param reconnectMin first pause before connecting again. Default {@link #DEFAULT_RECONNECT_MIN}
 * @param reconnectMax longest pause before connecting again. Default {@link #DEFAULT_RECONNECT_MAX}
 * @param exchangeDir folder for state files that Sōzu and we exchange; must be on Sōzu's file
 *     system too. Default a private folder in /dev/shm where there is one, else in the folder of
 *     temporary files
 * @param stateSave file that Sōzu's state is saved to after changes and a quiet moment, on Sōzu's
 *     file system too; private keys are in it (0600). Null is never
 * @param peerUser user that Sōzu must run as (name or number), checked with SO_PEERCRED; null is no
 *     check
 * @param eventBuffer events kept for each subscriber. Default {@value #DEFAULT_EVENT_BUFFER}
 * @param metricsPieceTime how long a worker may be busy with one piece of metrics; half of it while
 *     traffic passes. Default {@link #DEFAULT_METRICS_PIECE_TIME}
 */
public record ClientOptions(
    String instance,
    @Nullable Path sozuConfig,
    @Nullable Path socket,
    @Nullable Integer maxFrame,
    int connections,
    int maxWaiting,
    Duration requestTimeout,
    Duration reconnectMin,
    Duration reconnectMax,
    @Nullable Path exchangeDir,
    @Nullable Path stateSave,
    @Nullable String peerUser,
    int eventBuffer,
    Duration metricsPieceTime) {
  public static final String DEFAULT_INSTANCE = "main";
  public static final int DEFAULT_CONNECTIONS = 4;
  public static final int DEFAULT_MAX_WAITING = 1024;

  /** Longer than the 10 s that Sōzu gives its workers. */
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(12);

  public static final Duration DEFAULT_RECONNECT_MIN = Duration.ofMillis(50);
  public static final Duration DEFAULT_RECONNECT_MAX = Duration.ofSeconds(5);
  public static final int DEFAULT_EVENT_BUFFER = 1024;
  public static final Duration DEFAULT_METRICS_PIECE_TIME = Duration.ofMillis(2);

  /** Sōzu's default of {@code max_command_buffer_size}, in bytes. */
  public static final int SOZU_MAX_FRAME = 2_000_000;

  /** A client of the Sōzu that this TOML configures. */
  public static Builder sozuConfig(Path toml) {
    return new Builder().sozuConfig(toml);
  }

  /** A client of the Sōzu that listens on this socket. */
  public static Builder socket(Path socket) {
    return new Builder().socket(socket);
  }

  /** A builder with no Sōzu yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options; each method names the component of {@link ClientOptions} that it sets. */
  public static final class Builder {
    private String instance = DEFAULT_INSTANCE;
    private @Nullable Path sozuConfig;
    private @Nullable Path socket;
    private @Nullable Integer maxFrame;
    private int connections = DEFAULT_CONNECTIONS;
    private int maxWaiting = DEFAULT_MAX_WAITING;
    private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;
    private Duration reconnectMin = DEFAULT_RECONNECT_MIN;
    private Duration reconnectMax = DEFAULT_RECONNECT_MAX;
    private @Nullable Path exchangeDir;
    private @Nullable Path stateSave;
    private @Nullable String peerUser;
    private int eventBuffer = DEFAULT_EVENT_BUFFER;
    private Duration metricsPieceTime = DEFAULT_METRICS_PIECE_TIME;

    private Builder() {}

    public Builder instance(String value) {
      instance = value;
      return this;
    }

    public Builder sozuConfig(@Nullable Path value) {
      sozuConfig = value;
      return this;
    }

    public Builder socket(@Nullable Path value) {
      socket = value;
      return this;
    }

    public Builder maxFrame(@Nullable Integer value) {
      maxFrame = value;
      return this;
    }

    public Builder connections(int value) {
      connections = value;
      return this;
    }

    public Builder maxWaiting(int value) {
      maxWaiting = value;
      return this;
    }

    public Builder requestTimeout(Duration value) {
      requestTimeout = value;
      return this;
    }

    public Builder reconnectMin(Duration value) {
      reconnectMin = value;
      return this;
    }

    public Builder reconnectMax(Duration value) {
      reconnectMax = value;
      return this;
    }

    public Builder exchangeDir(@Nullable Path value) {
      exchangeDir = value;
      return this;
    }

    public Builder stateSave(@Nullable Path value) {
      stateSave = value;
      return this;
    }

    public Builder peerUser(@Nullable String value) {
      peerUser = value;
      return this;
    }

    public Builder eventBuffer(int value) {
      eventBuffer = value;
      return this;
    }

    public Builder metricsPieceTime(Duration value) {
      metricsPieceTime = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException naming the key, the value and what is allowed
     */
    public ClientOptions build() {
      if ((sozuConfig == null) == (socket == null)) {
        throw new IllegalArgumentException(
            "exactly one of sozu.config and socket is needed, got sozu.config="
                + sozuConfig
                + " and socket="
                + socket);
      }
      Check.that(!instance.isBlank(), "sozu.instance", instance, "a name");
      Check.between("connections", connections, 1, 64);
      Check.between("max.waiting", maxWaiting, 0, 1_000_000);
      Check.between("event.buffer", eventBuffer, 1, 1_000_000);
      if (maxFrame != null) {
        Check.between("max.frame", maxFrame, 1_000, Integer.MAX_VALUE);
      }
      Check.positive("request.timeout", requestTimeout);
      Check.positive("reconnect.min", reconnectMin);
      Check.positive("reconnect.max", reconnectMax);
      Check.positive("metrics.piece.time", metricsPieceTime);
      Check.that(
          reconnectMax.compareTo(reconnectMin) >= 0,
          "reconnect.max",
          reconnectMax,
          "at least reconnect.min=" + reconnectMin);
      return new ClientOptions(
          instance,
          sozuConfig,
          socket,
          maxFrame,
          connections,
          maxWaiting,
          requestTimeout,
          reconnectMin,
          reconnectMax,
          exchangeDir,
          stateSave,
          peerUser,
          eventBuffer,
          metricsPieceTime);
    }
  }
}
