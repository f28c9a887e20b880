/**
 * What the test of the hot swap needs outside the container: brokers, a Sōzu, messages, and the
 * proof that all of them were applied in order. Its own package, as nothing of it may be loaded in
 * the container.
 */
package io.sozu.itests.karaf.load;
