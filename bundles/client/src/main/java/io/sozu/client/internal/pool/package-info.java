/** Who may use which connection, and when a new one is made. */
@NullMarked
package io.sozu.client.internal.pool;

import org.jspecify.annotations.NullMarked;
