/** From topics to the intake, and acknowledgements back. */
@NullMarked
package io.sozu.pulsar.internal.consume;

import org.jspecify.annotations.NullMarked;
