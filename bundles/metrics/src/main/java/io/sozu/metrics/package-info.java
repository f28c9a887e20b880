/** Sōzu's metrics for Prometheus: as a collector, and as pages for any HTTP server. */
@NullMarked
@Export
@Version("1.0.0")
package io.sozu.metrics;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
