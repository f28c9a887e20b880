/** Batches to Sōzu, and what became of each message of them. */
@NullMarked
package io.sozu.intake.internal.apply;

import org.jspecify.annotations.NullMarked;
