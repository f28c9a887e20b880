/** The connector as an OSGi component: one for each configuration {@code io.sozu.pki~NAME}. */
@NullMarked
package io.sozu.pki.internal.osgi;

import org.jspecify.annotations.NullMarked;
