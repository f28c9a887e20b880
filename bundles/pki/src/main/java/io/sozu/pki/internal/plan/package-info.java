/** What Sōzu should serve, what is ours there, and what to do about the difference. */
@NullMarked
package io.sozu.pki.internal.plan;

import org.jspecify.annotations.NullMarked;
