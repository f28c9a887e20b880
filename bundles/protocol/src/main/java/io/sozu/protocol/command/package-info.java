/** The messages of Sōzu's command socket, generated from {@code command.proto} (Sōzu 2.3.3). */
@Export
@Version("1.0.0")
package io.sozu.protocol.command;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
