/** The connector: what consumes, what publishes, and the intake between them. */
@NullMarked
package io.sozu.rabbitmq.internal;

import org.jspecify.annotations.NullMarked;
