package io.sozu.intake;

import io.sozu.client.status.ConnectorStatus;

/**
 * How a broker connector is: its configuration, its connection to the broker, its Sōzu and its
 * intake together. Made once by the connector and there for as long as the connector is; everything
 * else may come and go. Thread-safe.
 */
public abstract class IntakeStatus implements ConnectorStatus {}
