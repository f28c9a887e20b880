/** What the parts of the client send through, whatever carries it. */
@NullMarked
package io.sozu.client.internal.wire;

import org.jspecify.annotations.NullMarked;
