/** What every client, and every Sōzu, must do, whoever they are. */
@NullMarked
@Export
@Version("1.1.0")
package io.sozu.testkit.contract;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
