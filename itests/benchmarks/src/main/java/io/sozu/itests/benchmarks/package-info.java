/** Benchmarks: our client beside the Rust client and a bare socket. */
@NullMarked
package io.sozu.itests.benchmarks;

import org.jspecify.annotations.NullMarked;
