/** What holds messages back: a pause, and too many removals at once. */
@NullMarked
package io.sozu.intake.internal.brake;

import org.jspecify.annotations.NullMarked;
