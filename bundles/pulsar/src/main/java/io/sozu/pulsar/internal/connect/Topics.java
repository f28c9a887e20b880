package io.sozu.pulsar.internal.connect;

import java.util.regex.Pattern;

/** Names of topics, which people may shorten and Pulsar lengthens. */
public final class Topics {
  private static final Pattern PARTITION = Pattern.compile("-partition-\\d+$");

  private Topics() {}

  /** The whole name: {@code sozu} is {@code persistent://public/default/sozu}. */
  public static String full(String name) {
    if (name.contains("://")) {
      return name;
    }
    return name.contains("/") ? "persistent://" + name : "persistent://public/default/" + name;
  }

  /** The topic that a partition is of; a topic without partitions is itself. */
  public static String whole(String partition) {
    return PARTITION.matcher(partition).replaceFirst("");
  }
}
