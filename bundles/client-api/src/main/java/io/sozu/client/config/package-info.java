/**
 * What every connector needs beside a client: its configuration read, pauses, addresses for people.
 */
@NullMarked
@Export
@Version("1.1.0")
package io.sozu.client.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
