/** Sōzu's answers in, families out: pure conversion. */
@NullMarked
package io.sozu.metrics.internal.convert;

import org.jspecify.annotations.NullMarked;
