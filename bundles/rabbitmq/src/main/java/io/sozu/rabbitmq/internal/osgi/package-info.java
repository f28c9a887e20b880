/** The connector as an OSGi component: one for each configuration {@code io.sozu.rabbitmq~NAME}. */
@NullMarked
package io.sozu.rabbitmq.internal.osgi;

import org.jspecify.annotations.NullMarked;
