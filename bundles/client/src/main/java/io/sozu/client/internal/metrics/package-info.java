/** Metrics in pieces: no answer comes near Sōzu's buffer limits, no worker pauses for long. */
@NullMarked
package io.sozu.client.internal.metrics;

import org.jspecify.annotations.NullMarked;
