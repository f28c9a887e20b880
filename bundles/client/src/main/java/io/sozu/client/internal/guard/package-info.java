/** What may be sent to Sōzu, and what each kind of request does there. */
@NullMarked
package io.sozu.client.internal.guard;

import org.jspecify.annotations.NullMarked;
