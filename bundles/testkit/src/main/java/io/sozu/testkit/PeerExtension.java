package io.sozu.testkit;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One Sōzu for all tests of a class: {@code @RegisterExtension static final PeerExtension<SozuPeer>
 * SOZU = PeerExtension.installed();}.
 *
 * @param <P> what kind of Sōzu it is
 */
public final class PeerExtension<P extends SozuPeer>
    implements BeforeAllCallback, AfterAllCallback {
  private final Function<PeerOptions, P> starter;
  private final PeerOptions options;
  private @Nullable P peer;

  private PeerExtension(Function<PeerOptions, P> starter, PeerOptions options) {
    this.starter = starter;
    this.options = options;
  }

  /** The installed Sōzu, with the default options. */
  public static PeerExtension<SozuPeer> installed() {
    return installed(PeerOptions.defaults());
  }

  /** The installed Sōzu. */
  public static PeerExtension<SozuPeer> installed(PeerOptions options) {
    return new PeerExtension<>(SozuPeer::installed, options);
  }

  /** A simulated Sōzu, with the default options. */
  public static PeerExtension<SimulatedSozu> simulated() {
    return simulated(PeerOptions.defaults());
  }

  /** A simulated Sōzu. */
  public static PeerExtension<SimulatedSozu> simulated(PeerOptions options) {
    return new PeerExtension<>(SozuPeer::simulated, options);
  }

  /** The Sōzu of this class. */
  public P peer() {
    return Objects.requireNonNull(peer, "no test of this class runs");
  }

  /** Another one of the same kind; the caller closes it. */
  public P start(PeerOptions other) {
    return starter.apply(other);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    peer = start(options);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    peer().close();
    peer = null;
  }
}
