package io.sozu.client.internal.metrics;

import com.google.protobuf.CodedOutputStream;

/**
 * How large an answer can become at worst, before it is asked. The limits keep each worker's answer
 * at a quarter and the sum of all workers at half of the longest frame: a worker that cannot write
 * its answer is wedged for good (Sōzu 2.3.3), and other answers may wait in the same buffer.
 *
 * @param maxFrame longest frame, in bytes
 * @param workers that will answer
 */
record Reckoning(int maxFrame, int workers) {
  /** A cluster after traffic of every kind takes 0.65 kB as measured; histograms may grow. */
  static final int CLUSTER = 1_200;

  /** A backend at backend detail takes 0.8 kB as measured. */
  static final int BACKEND = 900;

  /** A cluster or backend entry without any metric, its id not counted. */
  static final int EMPTY_ENTRY = 12;

  /** What one worker answers at worst for a cluster with so many backend entries. */
  long worst(String id, int rows) {
    return CLUSTER + CodedOutputStream.computeStringSizeNoTag(id) + (long) rows * BACKEND;
  }

  /** Whether an answer of which each worker gives so many bytes at worst may be asked. */
  boolean fits(long perWorker) {
    return perWorker <= maxFrame / 4 && perWorker * workers <= maxFrame / 2;
  }

  /**
   * Whether it may be asked although it is near the limits, because it cannot be split and its size
   * is known rather than guessed.
   *
   * @param perWorker bytes that a worker's answer cannot exceed
   * @param likely bytes that it is likely to have; a sum above the limit only ends our connection
   */
  boolean fitsAlone(long perWorker, long likely) {
    return fitsOneWorker(perWorker) && fitsOneWorker(likely * workers);
  }

  /** Whether it may be asked when the workers' answers are not added up. */
  boolean fitsOneWorker(long perWorker) {
    return perWorker <= maxFrame * 3L / 4;
  }

  /** Bytes that all answers to one piece should have together. */
  int target() {
    return maxFrame / 8;
  }
}
