/** How the client is. */
@NullMarked
package io.sozu.client.internal.status;

import org.jspecify.annotations.NullMarked;
