/** The processes of a simulated Sōzu, on one thread: the main process, its workers, its clients. */
@NullMarked
package io.sozu.testkit.internal.sim;

import org.jspecify.annotations.NullMarked;
