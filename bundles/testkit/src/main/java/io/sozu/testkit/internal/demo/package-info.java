/** A simulated Sōzu as a program of its own. */
@NullMarked
package io.sozu.testkit.internal.demo;

import org.jspecify.annotations.NullMarked;
