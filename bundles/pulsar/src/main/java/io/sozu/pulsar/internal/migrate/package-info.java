/** The configuration of the Rust connector as one of ours. */
@NullMarked
package io.sozu.pulsar.internal.migrate;

import org.jspecify.annotations.NullMarked;
