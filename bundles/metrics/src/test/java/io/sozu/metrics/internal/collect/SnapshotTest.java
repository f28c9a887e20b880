package io.sozu.metrics.internal.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.metrics.internal.convert.Family;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Kind;
import io.sozu.metrics.internal.convert.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SnapshotTest {
  private static final Family GAUGE = Family.own(Kind.GAUGE, "a", "help");

  @Test
  void tellsWhatItWasTold() {
    Random random = new Random(3);
    List<Family> families =
        IntStream.range(0, 5).mapToObj(i -> Family.own(Kind.GAUGE, "f" + i, "help")).toList();
    Snapshot snapshot = new Snapshot();
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Labels labels = Labels.of("i", "" + i);
      for (Family family : families) {
        if (random.nextBoolean()) {
          long value = random.nextLong() >>> random.nextInt(64);
          snapshot.value(family, labels, value);
          told.add(family.name() + labels.values() + value);
        }
      }
    }
    List<String> heard = new ArrayList<>();
    snapshot.tellAll(listener(heard));
    assertThat(heard.stream().sorted().toList()).isEqualTo(told.stream().sorted().toList());
    assertThat(snapshot.lines()).isEqualTo(told.size());
  }

  @Test
  void theCapCutsWholeLabelSets() {
    List<String> heard = new ArrayList<>();
    Capped capped = new Capped(listener(heard), 3);
    for (String id : List.of("x", "y", "z")) {
      Labels labels = Labels.of("cluster_id", id);
      capped.value(GAUGE, labels, 1);
      capped.value(GAUGE, labels, 2);
    }
    assertThat(heard).containsExactly("a[x]1", "a[x]2", "a[y]1", "a[y]2");
    assertThat(capped.cut()).isEqualTo(2);
  }

  private static FamilySink listener(List<String> heard) {
    return new FamilySink() {
      @Override
      public void value(Family family, Labels labels, long value) {
        heard.add(family.name() + labels.values() + value);
      }

      @Override
      public void distribution(
          Family family, Labels labels, long count, long sum, long[] cumulative) {
        heard.add(family.name() + labels.values() + count + sum + Arrays.toString(cumulative));
      }
    };
  }
}
