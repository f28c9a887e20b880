/**
 * What a simulated process of Sōzu knows: listeners, clusters, frontends, backends, certificates.
 */
@NullMarked
package io.sozu.testkit.internal.state;

import org.jspecify.annotations.NullMarked;
