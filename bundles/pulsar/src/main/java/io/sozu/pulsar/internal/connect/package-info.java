/** The connection to the brokers: who we are, TLS, and why there is none. */
@NullMarked
package io.sozu.pulsar.internal.connect;

import org.jspecify.annotations.NullMarked;
