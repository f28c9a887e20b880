/** The door to OSGi: one component, its configuration, its servlets. */
@NullMarked
package io.sozu.metrics.internal.osgi;

import org.jspecify.annotations.NullMarked;
