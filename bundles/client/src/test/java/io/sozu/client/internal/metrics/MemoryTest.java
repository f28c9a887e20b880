package io.sozu.client.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MemoryTest {
  private final Memory memory = new Memory(1);

  private static ClusterTable table(String... ids) {
    ClusterTable.Builder table = new ClusterTable.Builder();
    for (String id : ids) {
      table.cluster(id);
    }
    return table.build();
  }

  @Test
  void whatWasMeasuredOfAClusterGoesWithTheCluster() {
    memory.meet(1, table("stays", "goes"));
    memory.sizes.measured("stays", "bytes_in", 1_000_000);
    memory.sizes.measured("goes", "bytes_in", 1_000_000);

    memory.meet(1, table("stays"));

    assertThat(memory.sizes.measured("stays", "bytes_in")).isEqualTo(1_000_000);
    assertThat(memory.sizes.measured("goes", "bytes_in")).isNegative();
  }

  @Test
  void whatWasMeasuredOnAnOlderSozuIsMeasuredAgain() {
    ClusterTable same = table("stays");
    memory.meet(1, same);
    memory.sizes.measured("stays", "bytes_in", 1_000_000);

    memory.meet(2, same);

    assertThat(memory.sizes.measured("stays", "bytes_in")).isNegative();
  }
}
