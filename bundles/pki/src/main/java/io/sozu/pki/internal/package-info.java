/** What runs: looks, decides, acts, tells. */
@NullMarked
package io.sozu.pki.internal;

import org.jspecify.annotations.NullMarked;
