/** Brings Sōzu from what it serves to what it should serve. */
@NullMarked
package io.sozu.pki.internal.sozu;

import org.jspecify.annotations.NullMarked;
