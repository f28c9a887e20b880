/** Messages from the queue to the intake, and acknowledgements back. */
@NullMarked
package io.sozu.rabbitmq.internal.consume;

import org.jspecify.annotations.NullMarked;
