/** Metrics of a simulated Sōzu, by the names and in the kinds that Sōzu 2.3.3 has. */
@NullMarked
package io.sozu.testkit.internal.metrics;

import org.jspecify.annotations.NullMarked;
