/** Dead letters and replies. */
@NullMarked
package io.sozu.pulsar.internal.publish;

import org.jspecify.annotations.NullMarked;
