package io.sozu.pulsar.internal.consume;

import io.sozu.client.SozuClient;
import java.util.concurrent.CompletableFuture;

/**
 * Somebody wants a Sōzu restored.
 *
 * @param done completes when it is
 */
record Restoration(SozuClient sozu, CompletableFuture<Void> done) {}
