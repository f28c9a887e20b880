package io.sozu.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameReaderTest {
  private static final int LIMIT = 2_000_000;

  @Test
  void anySplitOfBytesGivesTheSameMessages() throws FrameException {
    Random random = new Random(7);
    List<Response> sent = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      int length = i % 50 == 0 ? random.nextInt(400_000) : random.nextInt(300);
      sent.add(response("x".repeat(length)));
    }
    ByteBuffer wire = wire(sent);
    FrameReader<Response> reader = new FrameReader<>(Response.parser(), LIMIT);
    List<Response> got = new ArrayList<>();
    while (wire.hasRemaining()) {
      feed(reader, wire, 1 + random.nextInt(random.nextBoolean() ? 3 : 30_000), got);
    }
    assertThat(got).isEqualTo(sent);
    assertThat(reader.pending()).isZero();
  }

  @Test
  void aFrameOfExactlyTheLimitIsRead() throws FrameException {
    Response largest = response("x".repeat(LIMIT - 8 - 8));
    assertThat(Frames.size(largest)).isBetween(LIMIT - 4L, (long) LIMIT);
    FrameReader<Response> reader = new FrameReader<>(Response.parser(), Frames.size(largest));
    List<Response> got = new ArrayList<>();
    feed(reader, wire(List.of(largest)), Integer.MAX_VALUE, got);
    assertThat(got).containsExactly(largest);
  }

  @Test
  void lengthsOutsideTheLimitsAreRefused() {
    for (long length : new long[] {0, 7, -1, LIMIT + 1L, Long.MAX_VALUE}) {
      FrameReader<Response> reader = new FrameReader<>(Response.parser(), LIMIT);
      reader.space().putLong(length);
      assertThatThrownBy(reader::next)
          .isInstanceOf(FrameException.class)
          .hasMessageContaining(Long.toString(length));
    }
  }

  @Test
  void bytesThatAreNoMessageAreRefused() {
    FrameReader<Response> reader = new FrameReader<>(Response.parser(), LIMIT);
    reader.space().putLong(12).putInt(-1);
    assertThatThrownBy(reader::next).isInstanceOf(FrameException.class);
  }

  @Test
  void whatAMessageMustHaveMayBeSaidByItsReader() throws FrameException {
    Response noMessage = Response.newBuilder().setStatus(ResponseStatus.OK).buildPartial();
    FrameReader<Response> strict = new FrameReader<>(Response.parser(), LIMIT);
    Frames.encode(noMessage, strict.space());
    assertThatThrownBy(strict::next).hasMessageContaining("a required field is missing");

    FrameReader<Response> reader = new FrameReader<>(Response.parser(), Response::hasStatus, LIMIT);
    Frames.encode(noMessage, reader.space());
    assertThat(reader.next()).isEqualTo(noMessage);
    Frames.encode(Response.getDefaultInstance(), reader.space());
    assertThatThrownBy(reader::next).hasMessageContaining("a required field is missing");
  }

  @Test
  void aLargeFrameIsToldOnceItIsWhole() throws FrameException {
    FrameReader<Response> reader = new FrameReader<>(Response.parser(), LIMIT);
    ByteBuffer wire = wire(List.of(response("small"), response("x".repeat(20_000))));
    List<Response> got = new ArrayList<>();

    feed(reader, wire, wire.remaining() - 1, got);
    assertThat(got).hasSize(1);
    assertThat(reader.holdsLarge()).isFalse();

    reader.space().put(wire);
    assertThat(reader.holdsLarge()).isTrue();
    assertThat(reader.next()).isNotNull();
    assertThat(reader.holdsLarge()).isFalse();
  }

  private static void feed(
      FrameReader<Response> reader, ByteBuffer wire, int bytes, List<Response> got)
      throws FrameException {
    int left = Math.min(bytes, wire.remaining());
    while (left > 0) {
      ByteBuffer space = reader.space();
      int part = Math.min(left, space.remaining());
      assertThat(part).as("room in the reader").isPositive();
      space.put(wire.slice(wire.position(), part));
      wire.position(wire.position() + part);
      left -= part;
      for (Response r = reader.next(); r != null; r = reader.next()) {
        got.add(r);
      }
    }
  }

  private static ByteBuffer wire(List<Response> messages) {
    long size = messages.stream().mapToLong(Frames::size).sum();
    ByteBuffer wire = ByteBuffer.allocateDirect((int) size).order(ByteOrder.LITTLE_ENDIAN);
    messages.forEach(m -> Frames.encode(m, wire));
    return wire.flip();
  }

  private static Response response(String message) {
    return Response.newBuilder().setStatus(ResponseStatus.OK).setMessage(message).build();
  }
}
