/** The client, put together. */
@NullMarked
package io.sozu.client.internal;

import org.jspecify.annotations.NullMarked;
