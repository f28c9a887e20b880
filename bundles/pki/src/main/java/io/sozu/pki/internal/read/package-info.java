/** Reads certificates and keys in whatever form people and programs write them, and checks them. */
@NullMarked
package io.sozu.pki.internal.read;

import org.jspecify.annotations.NullMarked;
