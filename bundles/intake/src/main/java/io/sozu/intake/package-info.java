/** Messages become changes of a Sōzu, in order, and are settled by what Sōzu said. */
@NullMarked
@Export
@Version("1.0.0")
package io.sozu.intake;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
