package io.sozu.pulsar.internal.consume;

import org.apache.pulsar.client.api.MessageId;

/**
 * A message that was taken and whose acknowledgement the broker has not confirmed yet. Guarded by
 * the lock of {@link Progress}, but for what never changes.
 */
final class Mark {
  final Stream stream;
  final Position position;

  /** As the broker delivered it last: an older id may belong to a connection that is gone. */
  volatile MessageId id;

  /** Whether the broker may be told. */
  boolean settled;

  Mark(Stream stream, Position position, MessageId id) {
    this.stream = stream;
    this.position = position;
    this.id = id;
  }
}
