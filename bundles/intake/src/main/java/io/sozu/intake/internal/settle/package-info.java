/** Dead letters and replies, until the source has them. */
@NullMarked
package io.sozu.intake.internal.settle;

import org.jspecify.annotations.NullMarked;
