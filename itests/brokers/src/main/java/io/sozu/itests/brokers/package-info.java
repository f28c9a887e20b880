/** Real brokers that tests and {@code ./run} start. */
@NullMarked
package io.sozu.itests.brokers;

import org.jspecify.annotations.NullMarked;
