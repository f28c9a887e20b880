/** TLS from PEM files, with the JDK alone. */
@NullMarked
package io.sozu.intake.internal.tls;

import org.jspecify.annotations.NullMarked;
