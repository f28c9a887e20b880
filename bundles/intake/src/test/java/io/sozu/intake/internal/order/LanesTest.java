package io.sozu.intake.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.intake.TestMessage;
import io.sozu.intake.internal.decode.Decoder;
import io.sozu.intake.internal.loop.Ticks;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.Requests;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LanesTest {
  private static final InetSocketAddress WEB =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

  private final Ledger<TestMessage> ledger = new Ledger<>();
  private final Lanes<TestMessage> lanes = new Lanes<>();

  @Test
  void whatSharesAKeyWithAWaitingMessageStaysBehindItAndSoDoWhoShareWithThat() {
    Entry<TestMessage> stuck = entry(Requests.addCluster("a"));
    stuck.waitUntil(100);
    lanes.park(stuck);
    Entry<TestMessage> second = records(Requests.addCluster("a"), Requests.addCluster("b"));
    assertThat(lanes.holdBack(second)).isTrue();
    lanes.park(second);
    Entry<TestMessage> third = entry(Requests.removeCluster("b"));
    assertThat(lanes.holdBack(third)).isTrue();
    lanes.park(third);
    assertThat(lanes.holdBack(entry(Requests.addCluster("c")))).isFalse();
    assertThat(lanes.due(99)).isEmpty();
    assertThat(lanes.due(100)).containsExactly(stuck, second, third);
    assertThat(lanes.size()).isZero();
    assertThat(lanes.holdBack(entry(Requests.addCluster("a")))).isFalse();
  }

  @Test
  void whoWaitsForTwoGoesWithTheLast() {
    Entry<TestMessage> a = entry(Requests.addCluster("a"));
    Entry<TestMessage> b = entry(Requests.addCluster("b"));
    Entry<TestMessage> both = records(Requests.addCluster("a"), Requests.addCluster("b"));
    a.waitUntil(100);
    b.waitUntil(200);
    lanes.park(a);
    lanes.park(b);
    lanes.park(both);
    assertThat(lanes.nextDue()).isEqualTo(100);
    assertThat(lanes.due(150)).containsExactly(a);
    assertThat(lanes.nextDue()).isEqualTo(200);
    assertThat(lanes.due(200)).containsExactly(b, both);
    assertThat(lanes.nextDue()).isEqualTo(Ticks.NEVER);
  }

  @Test
  void aMessageThatIsHeldGoesWhenItIsLetGoUnlessItIsBehindAnother() {
    Entry<TestMessage> first = entry(Requests.addCluster("a"));
    Entry<TestMessage> second = entry(Requests.removeCluster("a"));
    first.waitUntil(100);
    second.hold();
    lanes.park(first);
    lanes.park(second);
    assertThat(lanes.letGo(second)).isEmpty();
    assertThat(lanes.due(100)).containsExactly(first, second);
  }

  @Test
  void thoseThatShareAListenerDoNotWaitForEachOther() {
    Entry<TestMessage> stuck = entry(Requests.addHttpFrontend("a", WEB, "a"));
    stuck.waitUntil(100);
    lanes.park(stuck);
    assertThat(lanes.holdBack(entry(Requests.addHttpFrontend("b", WEB, "b")))).isFalse();
    Entry<TestMessage> listener = entry(Requests.addHttpListener(WEB));
    assertThat(lanes.holdBack(listener)).isTrue();
    lanes.park(listener);
    Entry<TestMessage> later = entry(Requests.addHttpFrontend("c", WEB, "c"));
    assertThat(lanes.holdBack(later)).isTrue();
    lanes.park(later);
    assertThat(lanes.due(100)).containsExactly(stuck, listener, later);
  }

  @Test
  void whatCameBackDoesNotWaitForLaterOnes() {
    Entry<TestMessage> first = entry(Requests.addCluster("a"));
    Entry<TestMessage> second = entry(Requests.addCluster("a"));
    second.hold();
    lanes.park(second);
    assertThat(lanes.holdBack(first)).isFalse();
  }

  @Test
  void everythingComesOutInOrder() {
    Entry<TestMessage> first = entry(Requests.addCluster("a"));
    Entry<TestMessage> second = entry(Requests.addCluster("b"));
    first.waitUntil(200);
    second.waitUntil(100);
    lanes.park(second);
    lanes.park(first);
    assertThat(lanes.clear()).containsExactly(first, second);
    assertThat(lanes.nextDue()).isEqualTo(Ticks.NEVER);
    assertThat(lanes.holdBack(entry(Requests.addCluster("a")))).isFalse();
  }

  @Test
  void whateverWaitsNothingPassesAnEarlierOneOfItsKeys() {
    Random random = new Random(11);
    TreeMap<Long, Entry<TestMessage>> waiting = new TreeMap<>();
    List<Entry<TestMessage>> gone = new ArrayList<>();
    for (int now = 0; now < 3_000; now++) {
      for (Entry<TestMessage> freed : lanes.due(now)) {
        waiting.put(freed.sequence(), freed);
      }
      if (now < 2_000) {
        Entry<TestMessage> fresh = random(random);
        waiting.put(fresh.sequence(), fresh);
      }
      while (!waiting.isEmpty()) {
        Entry<TestMessage> entry = waiting.pollFirstEntry().getValue();
        boolean stuck = now < 2_500 && random.nextInt(4) == 0;
        if (stuck) {
          entry.waitUntil(now + 1 + random.nextInt(50));
        } else {
          entry.waitNoMore();
        }
        if (stuck || lanes.holdBack(entry)) {
          lanes.park(entry);
        } else {
          gone.add(entry);
        }
      }
    }
    assertThat(gone).hasSize(2_000);
    for (int later = 0; later < gone.size(); later++) {
      for (int earlier = later + 1; earlier < gone.size(); earlier++) {
        if (gone.get(earlier).sequence() < gone.get(later).sequence()) {
          KeySet keys = new KeySet();
          keys.add(gone.get(earlier).keys());
          assertThat(keys.holdsBack(gone.get(later).keys())).isFalse();
        }
      }
    }
  }

  private Entry<TestMessage> random(Random random) {
    String cluster = "c" + random.nextInt(30);
    return switch (random.nextInt(20)) {
      case 0 -> entry(Requests.addHttpListener(WEB));
      case 1, 2 -> records(Requests.addCluster(cluster), Requests.addCluster("c1"));
      case 3, 4, 5 -> entry(Requests.addHttpFrontend(cluster, WEB, cluster));
      default -> entry(Requests.addCluster(cluster));
    };
  }

  private Entry<TestMessage> entry(Request request) {
    return entry(TestMessage.of("m", request));
  }

  private Entry<TestMessage> records(Request... requests) {
    return entry(TestMessage.records("m", requests));
  }

  private Entry<TestMessage> entry(TestMessage message) {
    Entry<TestMessage> entry = new Entry<>(message, Decoder.decode(message), 0);
    ledger.add(entry);
    return entry;
  }
}
