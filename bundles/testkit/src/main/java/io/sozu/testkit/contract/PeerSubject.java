package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.Request;
import io.sozu.testkit.PeerConnection;
import io.sozu.testkit.PeerConnection.Answer;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.SozuPeer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Sōzu that is asked with bare frames: the real one says what is true, and the simulated one must
 * say the same. Where the two differ the simulated one is wrong.
 */
public abstract class PeerSubject {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final PeerExtension<?> sozu;

  /**
   * A subject.
   *
   * @param sozu the Sōzu that the tests of a class share, registered by that class
   */
  protected PeerSubject(PeerExtension<?> sozu) {
    this.sozu = sozu;
  }

  /** The Sōzu that the tests of a class share. */
  protected SozuPeer peer() {
    return sozu.peer();
  }

  /** Another one, for a test that harms it or needs other options; the test closes it. */
  protected SozuPeer start(PeerOptions options) {
    return sozu.start(options);
  }

  /** A name that no other test uses. */
  protected static String name(String prefix) {
    return prefix + NAMES.incrementAndGet();
  }

  /** Asks on a connection of its own. */
  protected Answer ask(Request request) {
    try (PeerConnection connection = peer().connect()) {
      return connection.ask(request);
    }
  }

  /** Asks for what must succeed. */
  protected Answer apply(Request request) {
    Answer answer = ask(request);
    assertThat(answer.ok()).as(answer.message()).isTrue();
    return answer;
  }
}
