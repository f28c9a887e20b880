/** The one thread that an intake works on. */
@NullMarked
package io.sozu.intake.internal.loop;

import org.jspecify.annotations.NullMarked;
