/** Pages: formats, negotiation, filters. */
@NullMarked
package io.sozu.metrics.internal.expose;

import org.jspecify.annotations.NullMarked;
