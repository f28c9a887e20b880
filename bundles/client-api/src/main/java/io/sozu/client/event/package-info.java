/** What a Sōzu instance tells of itself, and what the client noticed. */
@NullMarked
@Export
@Version("1.0.0")
package io.sozu.client.event;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
