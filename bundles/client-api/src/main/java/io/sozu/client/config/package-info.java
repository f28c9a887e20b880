/** What every connector needs to read its configuration. */
@NullMarked
@Export
@Version("1.0.0")
package io.sozu.client.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
