/** What the client does when Sōzu does what it should not. */
@NullMarked
package io.sozu.client.faults;

import org.jspecify.annotations.NullMarked;
