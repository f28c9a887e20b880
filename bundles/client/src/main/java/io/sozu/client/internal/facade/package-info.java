/** The facades by noun: requests built, answers unwrapped. */
@NullMarked
package io.sozu.client.internal.facade;

import org.jspecify.annotations.NullMarked;
