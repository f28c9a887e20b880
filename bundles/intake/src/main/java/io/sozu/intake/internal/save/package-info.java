/** What must be in Sōzu's saved state before it is acknowledged. */
@NullMarked
package io.sozu.intake.internal.save;

import org.jspecify.annotations.NullMarked;
