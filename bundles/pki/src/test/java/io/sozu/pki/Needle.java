package io.sozu.pki;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Bytes that are searched for. */
final class Needle {
  private final String of;
  private final String form;
  private final byte[] bytes;

  /**
   * At least four bytes.
   *
   * @param of whose they are
   * @param form of them, for people
   */
  Needle(String of, String form, byte[] bytes) {
    this.of = of;
    this.form = form;
    this.bytes = bytes;
  }

  /** Whose bytes these are. */
  String of() {
    return of;
  }

  /** Whose bytes are in a file, and in which form. */
  static Set<String> found(Path file, Collection<Needle> needles) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return found(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), needles);
    }
  }

  /** Whose bytes are in there, and in which form. */
  static Set<String> found(ByteBuffer hay, Collection<Needle> needles) {
    Map<Integer, List<Needle>> byBegin = new HashMap<>();
    BitSet begins = new BitSet(1 << Short.SIZE);
    for (Needle needle : needles) {
      int begin = ByteBuffer.wrap(needle.bytes).getInt();
      byBegin.computeIfAbsent(begin, ignored -> new ArrayList<>()).add(needle);
      begins.set(begin >>> Short.SIZE);
    }
    Set<String> found = new TreeSet<>();
    int end = hay.limit() - Integer.BYTES;
    for (int at = 0; at <= end; at++) {
      // Most places are passed by this look alone.
      if (begins.get(Short.toUnsignedInt(hay.getShort(at)))) {
        for (Needle needle : byBegin.getOrDefault(hay.getInt(at), List.of())) {
          if (needle.isAt(hay, at)) {
            found.add(needle.toString());
          }
        }
      }
    }
    return found;
  }

  private boolean isAt(ByteBuffer hay, int at) {
    return at + bytes.length <= hay.limit()
        && hay.slice(at, bytes.length).equals(ByteBuffer.wrap(bytes));
  }

  /** Whose bytes these are, and in which form. */
  @Override
  public String toString() {
    return of + " " + form;
  }
}
