/** Sōzu's state on disk, because Sōzu never writes it by itself. */
@NullMarked
package io.sozu.client.internal.save;

import org.jspecify.annotations.NullMarked;
