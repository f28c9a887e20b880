/** Sōzu's events for any number of subscribers, over one connection. */
@NullMarked
package io.sozu.client.internal.events;

import org.jspecify.annotations.NullMarked;
