/** Looks after the workers, of whose end Sōzu sends no event. */
@NullMarked
package io.sozu.client.internal.watch;

import org.jspecify.annotations.NullMarked;
