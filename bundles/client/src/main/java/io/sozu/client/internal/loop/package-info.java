/** The one thread that waits for sockets and deadlines. */
@NullMarked
package io.sozu.client.internal.loop;

import org.jspecify.annotations.NullMarked;
