/** A connector that applies to a Sōzu what is published to Pulsar topics. */
@NullMarked
@Export
@Version("1.0.0")
package io.sozu.pulsar;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
