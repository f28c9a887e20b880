/** What Sōzu's answers mean. */
@NullMarked
package io.sozu.client.internal.answer;

import org.jspecify.annotations.NullMarked;
