/**
 * Dead letters and replies, on a connection of their own, settled when the broker confirms them.
 */
@NullMarked
package io.sozu.rabbitmq.internal.publish;

import org.jspecify.annotations.NullMarked;
