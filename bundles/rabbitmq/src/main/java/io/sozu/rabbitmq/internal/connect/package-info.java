/** Connections to the broker: where, who, how safely, and why one failed. */
@NullMarked
package io.sozu.rabbitmq.internal.connect;

import org.jspecify.annotations.NullMarked;
