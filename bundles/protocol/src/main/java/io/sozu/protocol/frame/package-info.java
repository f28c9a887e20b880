/**
 * Frames of Sōzu's command socket: an 8-byte little-endian length that counts itself, then a
 * message.
 */
@NullMarked
@Export
@Version("1.0.0")
package io.sozu.protocol.frame;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
