/** A real Pulsar broker as a program. */
@NullMarked
package io.sozu.itests.pulsar;

import org.jspecify.annotations.NullMarked;
