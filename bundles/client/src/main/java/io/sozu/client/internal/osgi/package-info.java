/** The client as an OSGi service: one for each configuration {@code io.sozu.client~NAME}. */
@NullMarked
package io.sozu.client.internal.osgi;

import org.jspecify.annotations.NullMarked;
