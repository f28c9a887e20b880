/** How each connector tells how it is. */
@NullMarked
@Export
@Version("1.1.0")
package io.sozu.client.status;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
