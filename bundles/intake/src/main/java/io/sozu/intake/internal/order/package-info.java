/** Messages on their way: which may go when, and up to where all are settled. */
@NullMarked
package io.sozu.intake.internal.order;

import org.jspecify.annotations.NullMarked;
