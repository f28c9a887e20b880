/** How an implementation of the client is found outside OSGi. */
@NullMarked
@Export
@Version("1.0.0")
package io.sozu.client.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
