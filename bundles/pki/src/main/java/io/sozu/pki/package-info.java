/** A folder of certificates that Sōzu always serves. */
@NullMarked
@Export
@Version("1.0.0")
package io.sozu.pki;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
