/** Files that Sōzu and the client exchange: private, short-lived, and gone afterwards. */
@NullMarked
package io.sozu.client.internal.exchange;

import org.jspecify.annotations.NullMarked;
