/** Messages as JSON, driven by their descriptors; what the two dialects share. */
@NullMarked
package io.sozu.protocol.internal.json;

import org.jspecify.annotations.NullMarked;
