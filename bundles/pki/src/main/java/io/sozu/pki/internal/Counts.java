package io.sozu.pki.internal;

/**
 * What was done since the connector began.
 *
 * @param added certificates that were added
 * @param replaced certificates that took the place of others, or were sent again
 * @param reconciled how often Sōzu was asked about everything
 */
record Counts(long added, long replaced, long reconciled) {
  static final Counts NONE = new Counts(0, 0, 0);

  Counts plus(long moreAdded, long moreReplaced, boolean all) {
    return new Counts(added + moreAdded, replaced + moreReplaced, reconciled + (all ? 1 : 0));
  }
}
