package io.sozu.client.internal.bulk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is sent next. */
sealed interface Step {
  /** Where the plan was before this step, to go back to. */
  Place from();

  /** A place in the plan. */
  record Place(int order, int presence) {}

  /** One request by itself: everything before it is in force. */
  record Single(Place from, int index) implements Step {}

  /** Records of one load. */
  final class Piece implements Step {
    private final Place from;
    final List<Integer> indexes = new ArrayList<>();

    /** Keys that several records of this piece put something under. */
    final Set<String> chained = new HashSet<>();

    /** What it touches. */
    final Conflicts conflicts = new Conflicts();

    /** The state file, complete. */
    byte[] file = new byte[0];

    /** Where it has been written, once it has. */
    @Nullable Path path;

    /** On its way, once it is. */
    Loader.@Nullable Load load;

    /**
     * Whether each record takes a worker so long that it is felt: certificates, removed clusters.
     */
    boolean slow;

    Piece(Place from) {
      this.from = from;
    }

    @Override
    public Place from() {
      return from;
    }

    int size() {
      return indexes.size();
    }
  }
}
