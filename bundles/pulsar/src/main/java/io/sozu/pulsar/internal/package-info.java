/** What consumes, the intake, and what publishes, put together. */
@NullMarked
package io.sozu.pulsar.internal;

import org.jspecify.annotations.NullMarked;
