package io.sozu.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.SozuException;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.loop.Loop;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.frame.Frames;
import io.sozu.testkit.Eventually;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;

final class SessionTest {
  private static final int MOST_MEMORY = 64 * 1024;
  private static final int MAX_FRAME = 2_000_000;
  private static final InetSocketAddress HTTPS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 443);

  private AFUNIXServerSocketChannel listener;
  private AFUNIXSocketChannel channel;
  private AFUNIXSocketChannel peer;
  private Session session;
  private ByteBuffer out = ByteBuffer.allocate(0);

  private final Loop loop =
      new Loop(
          "sozu-sessiontest-loop",
          new Loop.Work() {
            @Override
            public void tick(long now) {}

            @Override
            public long nextDue() {
              return Long.MAX_VALUE;
            }

            @Override
            public void stopped() {}
          });

  @BeforeEach
  void connect(@TempDir Path folder) throws IOException {
    AFUNIXSocketAddress address = AFUNIXSocketAddress.of(folder.resolve("socket"));
    listener = AFUNIXServerSocketChannel.open();
    listener.bind(address);
    channel = AFUNIXSocketChannel.open();
    channel.connect(address);
    channel.configureBlocking(false);
    peer = listener.accept();
    session = new Session(loop, new Owner(), channel, MAX_FRAME, 1, this::memory);
    session.idle();
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
    peer.close();
    listener.close();
  }

  private ByteBuffer memory(int bytes) {
    if (bytes > MOST_MEMORY) {
      throw new OutOfMemoryError("no memory in this test");
    }
    out = ByteBuffer.allocateDirect(bytes);
    return out;
  }

  private static final class Owner implements Session.Owner {
    @Override
    public void processing(Session session, Call call) {}

    @Override
    public void answered(Session session, Call call, Response answer) {}

    @Override
    public void unsent(Session session, Call call, SozuException reason) {
      call.fail(reason);
    }

    @Override
    public void gone(Session session, @Nullable Call call, SozuException reason) {}
  }

  private static Call call(Request request) {
    return Call.ofCaller(
        request,
        Deadline.in(Duration.ofMinutes(1)),
        Exchange.IGNORE_PROCESSING,
        Runnable::run,
        cancelled -> {});
  }

  @Test
  void aRequestThatCannotBeWrittenEndsAndItsSessionServesTheNext() throws IOException {
    assertThat(session.take()).isTrue();
    Call large = call(Requests.removeCluster("x".repeat(MOST_MEMORY)));

    assertThat(session.start(large)).isFalse();

    assertThatThrownBy(large::join)
        .hasCauseInstanceOf(Unreachable.class)
        .hasMessageContaining("no memory in this test");
    assertThat(session.start(call(Requests.status()))).isTrue();
    ByteBuffer read = ByteBuffer.allocateDirect(MOST_MEMORY);
    assertThat(peer.read(read)).isEqualTo(8 + Requests.status().getSerializedSize());
  }

  @Test
  void aPrivateKeyIsGoneFromMemoryWhenItsRequestIsAnswered() throws IOException {
    loop.start();
    try {
      loop.execute(
          () -> {
            try {
              session.watch();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      sendKey();

      Response answer =
          Response.newBuilder().setStatus(ResponseStatus.OK).setMessage("done").build();
      ByteBuffer frame = ByteBuffer.allocateDirect((int) Frames.size(answer));
      Frames.encode(answer, frame);
      peer.write(frame.flip());

      keyIsGone();
    } finally {
      loop.close();
    }
  }

  @Test
  void aPrivateKeyIsGoneFromMemoryWhenItsRequestIsNeverAnswered() {
    loop.start();
    try {
      sendKey();
      loop.execute(() -> session.close(new Unreachable("too late")));
      keyIsGone();
    } finally {
      loop.close();
    }
  }

  @Test
  void aPrivateKeyIsGoneFromMemoryWhenItsRequestCannotBeSentAnyMore() {
    loop.start();
    try {
      assertThat(session.take()).isTrue();
      loop.execute(() -> session.close(new Unreachable("too late")));
      Eventually.until("the session to be closed", session::closed);
      TestCertificate certificate = TestCertificate.of("a.example");
      assertThat(session.start(call(Requests.addCertificate(HTTPS, certificate)))).isTrue();
      assertThat(text(out)).doesNotContain("PRIVATE");
    } finally {
      loop.close();
    }
  }

  /** Sends one, and sees it in memory. */
  private void sendKey() {
    TestCertificate certificate = TestCertificate.of("a.example");
    assertThat(session.take()).isTrue();
    assertThat(session.start(call(Requests.addCertificate(HTTPS, certificate)))).isTrue();
    assertThat(text(out)).contains(certificate.keyPem());
  }

  private void keyIsGone() {
    Eventually.until("the key to be gone", () -> !text(out).contains("PRIVATE"));
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.ISO_8859_1.decode(buffer.duplicate().clear()).toString();
  }
}
