package io.sozu.testkit;

import java.time.Duration;

/**
 * What kind of Sōzu a test wants. Immutable; the defaults are Sōzu's own, with two workers.
 *
 * @param workers how many workers. Default 2
 * @param commandBuffer {@code command_buffer_size} in bytes. Default 1,000,000
 * @param maxCommandBuffer {@code max_command_buffer_size} in bytes. Default 2,000,000
 * @param workerTimeout how long Sōzu waits for its workers; the installed Sōzu takes whole seconds.
 *     Default 10 s
 * @param extraToml more of Sōzu's TOML, placed before the listeners. Default empty
 */
public record PeerOptions(
    int workers,
    int commandBuffer,
    int maxCommandBuffer,
    Duration workerTimeout,
    String extraToml) {

  /** Two workers, Sōzu's own sizes and times. */
  public static PeerOptions defaults() {
    return new PeerOptions(2, 1_000_000, 2_000_000, Duration.ofSeconds(10), "");
  }

  /** The same with another number of workers. */
  public PeerOptions withWorkers(int value) {
    return new PeerOptions(value, commandBuffer, maxCommandBuffer, workerTimeout, extraToml);
  }

  /** The same with other buffer sizes, in bytes. */
  public PeerOptions withBuffers(int ordinary, int most) {
    return new PeerOptions(workers, ordinary, most, workerTimeout, extraToml);
  }

  /** The same with another worker timeout, so that a test need not wait Sōzu's 10 s. */
  public PeerOptions withWorkerTimeout(Duration value) {
    return new PeerOptions(workers, commandBuffer, maxCommandBuffer, value, extraToml);
  }

  /** The same with more lines of TOML. */
  public PeerOptions withExtraToml(String value) {
    return new PeerOptions(workers, commandBuffer, maxCommandBuffer, workerTimeout, value);
  }
}
