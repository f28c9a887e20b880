/** What somebody wants a Sōzu to have, and the way there. */
@NullMarked
package io.sozu.intake.internal.wanted;

import org.jspecify.annotations.NullMarked;
