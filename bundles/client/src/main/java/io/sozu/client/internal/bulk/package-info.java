/** Many requests at once, and the truth about each. */
@NullMarked
package io.sozu.client.internal.bulk;

import org.jspecify.annotations.NullMarked;
