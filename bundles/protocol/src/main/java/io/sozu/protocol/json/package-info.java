/** Protobuf's own JSON mapping of the messages. */
@NullMarked
@Export
@Version("1.0.0")
package io.sozu.protocol.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
