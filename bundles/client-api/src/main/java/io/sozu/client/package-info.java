/** Requests, answers and failures of one Sōzu instance. */
@NullMarked
@Export
@Version("1.1.0")
package io.sozu.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
