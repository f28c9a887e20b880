package io.sozu.itests.karaf.load;

import java.time.Instant;
import java.util.Map;

/**
 * What Sōzu itself said that it has.
 *
 * @param began when it was asked; what was in force then is in here, or something newer
 * @param clusters the message that each is as
 */
record Look(Instant began, Map<String, Long> clusters) {
  /** Whether everything of another state is here, or something newer. */
  boolean has(Map<String, Long> wanted) {
    return wanted.entrySet().stream()
        .allMatch(each -> clusters.getOrDefault(each.getKey(), 0L) >= each.getValue());
  }
}
