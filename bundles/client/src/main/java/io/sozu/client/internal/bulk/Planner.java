package io.sozu.client.internal.bulk;

import io.sozu.client.internal.bulk.Step.Piece;
import io.sozu.client.internal.bulk.Step.Place;
import io.sozu.client.internal.bulk.Step.Single;
import io.sozu.client.internal.guard.Kind;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.Records;
import io.sozu.protocol.state.Records.Role;
import io.sozu.protocol.state.StateFileException;
import io.sozu.protocol.state.StateFileWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a batch into steps, one at a time, so that at most two pieces are in memory as JSON. One
 * thread.
 */
final class Planner {
  private final List<Request> requests;
  private final Order order;
  private final Presence presence;
  private final int longestRecord;
  private final boolean loads;

  /** Requests that cannot be a record, found out by trying. */
  private final Set<Integer> unwritable = new HashSet<>();

  private int next;

  /**
   * @param longestRecord bytes that a record may have
   * @param loads whether state files can be used at all
   */
  Planner(
      List<Request> requests, Order order, Presence presence, int longestRecord, boolean loads) {
    this.requests = requests;
    this.order = order;
    this.presence = presence;
    this.longestRecord = longestRecord;
    this.loads = loads;
  }

  /** The next step, or null at the end. */
  @Nullable Step next() throws IOException {
    if (next >= order.size()) {
      return null;
    }
    Place from = new Place(next, presence.mark());
    Piece piece = loads ? piece(from) : new Piece(from);
    if (piece.size() > 0) {
      return piece;
    }
    return new Single(from, order.at(next++));
  }

  /** Forgets a step that was planned and not sent. */
  void back(@Nullable Step step) {
    if (step != null) {
      next = step.from().order();
      presence.backTo(step.from().presence());
    }
  }

  /** Takes back what a piece was assumed to do; it stays behind us. */
  void unfollow(Piece piece) {
    presence.backTo(piece.from().presence());
  }

  private Piece piece(Place from) throws IOException {
    Piece piece = new Piece(from);
    Conflicts conflicts = piece.conflicts;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PieceSize size = new PieceSize();
    try (StateFileWriter writer = new StateFileWriter(bytes, longestRecord)) {
      while (next < order.size()) {
        int index = order.at(next);
        Request request = requests.get(index);
        if (!mayLoad(index, request)) {
          break;
        }
        Role role = Records.role(request);
        String key = Records.key(request);
        boolean full = size.isFull() && !conflicts.completesChange(key);
        if (full || !conflicts.allow(request, role, key)) {
          break;
        }
        if (presence.predictsRefusal(request) || !write(writer, index, request)) {
          break;
        }
        if (conflicts.add(request, role, key)) {
          piece.chained.add(key);
        }
        presence.step(request);
        piece.indexes.add(index);
        size.add(request, writer.bytes());
        next++;
      }
    }
    piece.file = bytes.toByteArray();
    piece.slow = size.isSlow();
    return piece;
  }

  /** A file of just these records. */
  static byte[] file(List<Request> records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (StateFileWriter writer = new StateFileWriter(bytes)) {
      for (Request record : records) {
        writer.write(record);
      }
    }
    return bytes.toByteArray();
  }

  private boolean mayLoad(int index, Request request) {
    // A load holds back a cluster that gets a probe port while a UNIX backend goes, and applies it
    // behind the rest of the file (read in 2.3.3), so the order would not be ours.
    return Kind.of(request) == Kind.RECORD
        && !unwritable.contains(index)
        && !(request.hasAddCluster() && request.getAddCluster().getHealthCheck().hasPort());
  }

  private boolean write(StateFileWriter writer, int index, Request request) throws IOException {
    try {
      writer.write(request);
      return true;
    } catch (StateFileException e) {
      // Too long for a file, or with fields that only a newer Sōzu knows: as a message it may pass.
      unwritable.add(index);
      return false;
    }
  }
}
