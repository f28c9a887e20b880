package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.protocol.command.CountRequests;
import io.sozu.protocol.command.ListListeners;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.ReturnListenSockets;
import io.sozu.protocol.command.RunState;
import io.sozu.testkit.PeerConnection;
import io.sozu.testkit.PeerConnection.Answer;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.Requests;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Frames, silences and limits: what a Sōzu does whatever it is asked for. */
public abstract class PeerContract extends PeerSubject {
  protected PeerContract(PeerExtension<?> sozu) {
    super(sozu);
  }

  @Test
  void theSocketBelongsToItsUserAlone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(peer().socket())))
        .isEqualTo("rw-------");
  }

  @Test
  void workersAreListedWithTheirPids() {
    Answer answer = ask(Requests.listWorkers());

    assertThat(answer.processing()).isEmpty();
    assertThat(answer.message()).isEqualTo("Successfully listed workers");
    assertThat(answer.last().getContent().getWorkers().getVecList())
        .filteredOn(worker -> worker.getRunState() == RunState.RUNNING)
        .extracting(worker -> (long) worker.getPid())
        .containsExactlyInAnyOrderElementsOf(peer().workerPids().values());
  }

  @Test
  void statusAsksTheWorkers() {
    Answer answer = ask(Requests.status());

    assertThat(answer.processing())
        .extracting(response -> response.getMessage())
        .containsExactly("Querying status of workers...");
    assertThat(answer.message()).isEqualTo("Successfully collected the status of workers");
    assertThat(answer.last().getContent().getWorkers().getVecList())
        .filteredOn(worker -> worker.getRunState() == RunState.RUNNING)
        .hasSameSizeAs(peer().workerPids().values());
  }

  @Test
  void anEmptyRequestIsNotAnswered() {
    assertSilent(PeerConnection.frame(Request.getDefaultInstance()));
  }

  @Test
  void garbageIsNotAnswered() {
    byte[] garbage = new byte[12];
    java.util.Arrays.fill(garbage, (byte) 0xff);
    assertSilent(PeerConnection.frame(8L + garbage.length, garbage));
  }

  @Test
  void aLengthBelowThePrefixIsNotAnswered() {
    assertSilent(PeerConnection.frame(3, new byte[0]));
  }

  @Test
  void aRequestOfANewerVersionIsNotAnswered() {
    byte[] field1000 = {(byte) 0xc2, 0x3e, 0x00};
    assertSilent(PeerConnection.frame(8L + field1000.length, field1000));
  }

  @Test
  void launchWorkerIsNotAnswered() {
    assertSilent(PeerConnection.frame(Request.newBuilder().setLaunchWorker("x").build()));
  }

  @Test
  void returnListenSocketsIsNotAnswered() {
    assertSilent(
        PeerConnection.frame(
            Request.newBuilder()
                .setReturnListenSockets(ReturnListenSockets.getDefaultInstance())
                .build()));
  }

  /** The next answer on the connection is that of the next request. */
  private void assertSilent(ByteBuffer frame) {
    try (PeerConnection connection = peer().connect();
        PeerConnection other = peer().connect()) {
      connection.write(frame);
      // Both are in the main process's hands once it has answered somebody else, so they are not
      // read at once.
      other.ask(Requests.listWorkers());
      assertThat(connection.ask(Requests.listWorkers()).message())
          .isEqualTo("Successfully listed workers");
    }
  }

  @Test
  void ofSeveralRequestsAtOnceTheLastIsAnswered() {
    ByteBuffer list = PeerConnection.frame(Requests.listWorkers());
    ByteBuffer count =
        PeerConnection.frame(
            Request.newBuilder().setCountRequests(CountRequests.getDefaultInstance()).build());
    ByteBuffer all = ByteBuffer.allocate(2 * list.remaining() + count.remaining());
    all.put(list.duplicate()).put(list).put(count).flip();
    try (PeerConnection connection = peer().connect()) {
      connection.write(all);

      assertThat(connection.receive().getMessage())
          .isEqualTo("Successfully counted requests received by the state");
      assertThat(
              connection
                  .ask(
                      Request.newBuilder()
                          .setListListeners(ListListeners.getDefaultInstance())
                          .build())
                  .message())
          .isEqualTo("Successfully listed listeners");
    }
  }

  @Test
  void aFrameMayComeByteByByte() {
    ByteBuffer frame = PeerConnection.frame(Requests.listWorkers());
    try (PeerConnection connection = peer().connect()) {
      while (frame.hasRemaining()) {
        connection.write(ByteBuffer.wrap(new byte[] {frame.get()}));
      }
      assertThat(connection.receive().getMessage()).isEqualTo("Successfully listed workers");
    }
  }

  @Test
  void aLengthAboveTheLimitEndsTheConnection() {
    try (PeerConnection connection = peer().connect()) {
      connection.write(PeerConnection.frame(3_000_000, new byte[0]));

      assertThatThrownBy(connection::receive).hasCauseInstanceOf(EOFException.class);
    }
  }

  @Test
  void aRequestJustBelowTheLimitIsRead() {
    Request large = Request.newBuilder().setRemoveCluster("x".repeat(1_900_000)).build();

    assertThat(ask(large).message())
        .isEqualTo(
            "could not apply request on the main process state: "
                + "Did not find Cluster with address or id_bytes=1900000");
  }
}
