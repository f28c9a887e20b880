package io.sozu.itests.karaf.load;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a connector replied to a message.
 *
 * @param number of the message
 * @param at when the connector knew it; in force at that time, if it is
 */
record Answer(long number, String verdict, Instant at) {
  private static final Pattern REPLY =
      Pattern.compile("\"id\":\"(\\d+)\",\"verdict\":\"([^\"]*)\".*\"at\":\"([^\"]*)\"");

  /** That of a reply's text. */
  static Answer of(String reply) {
    Matcher matcher = REPLY.matcher(reply);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no reply to a message of ours: " + reply);
    }
    return new Answer(
        Long.parseLong(matcher.group(1)), matcher.group(2), Instant.parse(matcher.group(3)));
  }

  boolean isInForce() {
    return verdict.equals("applied") || verdict.equals("already-so");
  }

  String cluster() {
    return Numbers.cluster(number);
  }
}
