/** Notices changes of folders. */
@NullMarked
package io.sozu.pki.internal.watch;

import org.jspecify.annotations.NullMarked;
