/** From the body of a message to requests that may be applied, or to the reason why not. */
@NullMarked
package io.sozu.intake.internal.decode;

import org.jspecify.annotations.NullMarked;
