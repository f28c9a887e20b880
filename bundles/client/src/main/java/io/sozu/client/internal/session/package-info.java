/** One connection, and one call on it at a time. */
@NullMarked
package io.sozu.client.internal.session;

import org.jspecify.annotations.NullMarked;
