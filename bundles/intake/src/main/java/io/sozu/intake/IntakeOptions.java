package io.sozu.intake;

import io.sozu.client.config.Check;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.state.RecordKinds;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How an intake works. Immutable; {@link Builder#build()} checks every value and names the key, the
 * value and what is allowed.
 *
 * @param batchRequests most requests of one batch. Default {@value #DEFAULT_BATCH_REQUESTS}
 * @param batchBytes most bytes of messages in one batch, unless a single one has more. Default
 *     {@value #DEFAULT_BATCH_BYTES}
 * @param unsettled most messages that are taken and not settled before {@link Intake#room()} is
 *     over. Default {@value #DEFAULT_UNSETTLED}
 * @param unsettledBytes most bytes of them. Default {@value #DEFAULT_UNSETTLED_BYTES}
 * @param retryMin first pause before an unknown outcome, a dead letter or a reply is tried again.
 *     Default {@link #DEFAULT_RETRY_MIN}
 * @param retryMax longest such pause. Default {@link #DEFAULT_RETRY_MAX}
 * @param kinds request kinds that are accepted. Default {@link RecordKinds#CONFIGURATION}, which is
 *     also the most that may be allowed: stops, upgrades, queries and files are never accepted
 * @param prefixes prefixes of cluster ids that may be named; empty is any
 * @param removalPercent removals of a batch that exceed this share of what Sōzu has are held.
 *     Default {@value #DEFAULT_REMOVAL_PERCENT}; 100 holds nothing
 * @param removalLeast so many removals of a batch are never held. Default {@value
 *     #DEFAULT_REMOVAL_LEAST}
 * @param paused whether nothing is applied for now
 * @param dryRun whether messages are only looked at: what they would do is told, and they stay
 *     unsettled until this is off again
 * @param delay how long after its publication a message is applied, for a staged rollout. Default
 *     none
 * @param acknowledge what must be true before a message is acknowledged. Default {@link
 *     Acknowledge#APPLIED}
 */
public record IntakeOptions(
    int batchRequests,
    int batchBytes,
    int unsettled,
    long unsettledBytes,
    Duration retryMin,
    Duration retryMax,
    Set<RequestTypeCase> kinds,
    List<String> prefixes,
    int removalPercent,
    int removalLeast,
    boolean paused,
    boolean dryRun,
    Duration delay,
    Acknowledge acknowledge) {
  public static final int DEFAULT_BATCH_REQUESTS = 3_000;
  public static final int DEFAULT_BATCH_BYTES = 4_000_000;
  public static final int DEFAULT_UNSETTLED = 10_000;
  public static final long DEFAULT_UNSETTLED_BYTES = 32_000_000;
  public static final Duration DEFAULT_RETRY_MIN = Duration.ofMillis(100);
  public static final Duration DEFAULT_RETRY_MAX = Duration.ofSeconds(30);
  public static final int DEFAULT_REMOVAL_PERCENT = 10;
  public static final int DEFAULT_REMOVAL_LEAST = 10;

  /** What must be true of a message before it is acknowledged. */
  public enum Acknowledge {
    /** Sōzu and all its workers have it. What Sōzu loses when it is killed does not come again. */
    APPLIED,
    /**
     * And it is in the file of {@code state.save}, which must be set for the client: what a killed
     * Sōzu lost is applied again.
     */
    SAVED
  }

  public IntakeOptions {
    kinds = Set.copyOf(kinds);
    prefixes = List.copyOf(prefixes);
  }

  /** Every option at its default. */
  public static IntakeOptions defaults() {
    return builder().build();
  }

  /** A builder with every option at its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options; each method names the component of {@link IntakeOptions} that it sets. */
  public static final class Builder {
    private int batchRequests = DEFAULT_BATCH_REQUESTS;
    private int batchBytes = DEFAULT_BATCH_BYTES;
    private int unsettled = DEFAULT_UNSETTLED;
    private long unsettledBytes = DEFAULT_UNSETTLED_BYTES;
    private Duration retryMin = DEFAULT_RETRY_MIN;
    private Duration retryMax = DEFAULT_RETRY_MAX;
    private Set<RequestTypeCase> kinds = RecordKinds.CONFIGURATION;
    private List<String> prefixes = List.of();
    private int removalPercent = DEFAULT_REMOVAL_PERCENT;
    private int removalLeast = DEFAULT_REMOVAL_LEAST;
    private boolean paused;
    private boolean dryRun;
    private Duration delay = Duration.ZERO;
    private Acknowledge acknowledge = Acknowledge.APPLIED;

    private Builder() {}

    public Builder batchRequests(int value) {
      batchRequests = value;
      return this;
    }

    public Builder batchBytes(int value) {
      batchBytes = value;
      return this;
    }

    public Builder unsettled(int value) {
      unsettled = value;
      return this;
    }

    public Builder unsettledBytes(long value) {
      unsettledBytes = value;
      return this;
    }

    public Builder retryMin(Duration value) {
      retryMin = value;
      return this;
    }

    public Builder retryMax(Duration value) {
      retryMax = value;
      return this;
    }

    public Builder kinds(Set<RequestTypeCase> value) {
      kinds = value;
      return this;
    }

    public Builder prefixes(List<String> value) {
      prefixes = value;
      return this;
    }

    public Builder removalPercent(int value) {
      removalPercent = value;
      return this;
    }

    public Builder removalLeast(int value) {
      removalLeast = value;
      return this;
    }

    public Builder paused(boolean value) {
      paused = value;
      return this;
    }

    public Builder dryRun(boolean value) {
      dryRun = value;
      return this;
    }

    public Builder delay(Duration value) {
      delay = value;
      return this;
    }

    public Builder acknowledge(Acknowledge value) {
      acknowledge = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException naming the key, the value and what is allowed
     */
    public IntakeOptions build() {
      Check.between("batch.requests", batchRequests, 1, 100_000);
      Check.between("batch.bytes", batchBytes, 1, 1_000_000_000);
      Check.between("unsettled", unsettled, 1, 10_000_000);
      Check.between("unsettled.bytes", unsettledBytes, 1, Long.MAX_VALUE);
      Check.between("removal.max", removalPercent, 0, 100);
      Check.between("removal.least", removalLeast, 0, Integer.MAX_VALUE);
      Check.positive("retry.min", retryMin);
      Check.that(
          retryMax.compareTo(retryMin) >= 0,
          "retry.max",
          retryMax,
          "at least retry.min=" + retryMin);
      Check.that(!delay.isNegative(), "delay", delay, "0s or more");
      Check.that(
          RecordKinds.CONFIGURATION.containsAll(kinds), "kinds", kinds, "changes of configuration");
      return new IntakeOptions(
          batchRequests,
          batchBytes,
          unsettled,
          unsettledBytes,
          retryMin,
          retryMax,
          kinds,
          prefixes,
          removalPercent,
          removalLeast,
          paused,
          dryRun,
          delay,
          acknowledge);
    }
  }
}
