/** Several connectors of one process that serve one Sōzu, and must not undo each other's work. */
@NullMarked
package io.sozu.pki.internal.share;

import org.jspecify.annotations.NullMarked;
