/** What is published to a RabbitMQ exchange becomes configuration of a Sōzu. */
@NullMarked
@Export
@Version("1.0.0")
package io.sozu.rabbitmq;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
