/** Collections of one instance: asked at most once a second, kept small, told by any writer. */
@NullMarked
package io.sozu.metrics.internal.collect;

import org.jspecify.annotations.NullMarked;
