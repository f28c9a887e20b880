/** A Sōzu for tests: the installed one, or a simulated one that can misbehave. */
@NullMarked
@Export
@Version("1.0.0")
package io.sozu.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
