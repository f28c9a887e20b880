/** Records of Sōzu's state files: JSON, each followed by a line feed and a zero byte. */
@NullMarked
@Export
@Version("1.1.0")
package io.sozu.protocol.state;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
