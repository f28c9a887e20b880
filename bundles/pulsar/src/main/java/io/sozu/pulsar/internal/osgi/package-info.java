/** The connector as an OSGi component: one for each configuration {@code io.sozu.pulsar~NAME}. */
@NullMarked
package io.sozu.pulsar.internal.osgi;

import org.jspecify.annotations.NullMarked;
