/** The one implementation of an intake. */
@NullMarked
package io.sozu.intake.internal;

import org.jspecify.annotations.NullMarked;
