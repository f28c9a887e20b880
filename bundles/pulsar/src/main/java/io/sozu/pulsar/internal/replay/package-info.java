/** What a compacted topic says Sōzu should have. */
@NullMarked
package io.sozu.pulsar.internal.replay;

import org.jspecify.annotations.NullMarked;
