/** Where Sōzu is, from its TOML or from the options. */
@NullMarked
package io.sozu.client.internal.config;

import org.jspecify.annotations.NullMarked;
