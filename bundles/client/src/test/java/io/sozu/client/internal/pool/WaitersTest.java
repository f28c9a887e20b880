package io.sozu.client.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.internal.loop.Loop;
import io.sozu.client.internal.session.Call;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Exchange;
import io.sozu.protocol.command.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WaitersTest {
  private final Waiters waiters = new Waiters(2);

  @Test
  void noMoreWaitThanMay() {
    assertThat(waiters.add(call(1))).isTrue();
    assertThat(waiters.add(call(1))).isTrue();
    assertThat(waiters.add(call(1))).isFalse();
    assertThat(waiters.poll()).isNotNull();
    assertThat(waiters.add(call(1))).isTrue();
    assertThat(waiters.size()).isEqualTo(2);
  }

  @Test
  void firstComeFirstServedAndWhatWasSentBeforeGoesFirst() {
    Call first = call(1);
    Call second = call(1);
    Call lost = call(1);
    waiters.add(first);
    waiters.add(second);
    waiters.putBack(lost);
    assertThat(List.of(waiters.poll(), waiters.poll(), waiters.poll()))
        .containsExactly(lost, first, second);
    assertThat(waiters.poll()).isNull();
  }

  @Test
  void onlyCallsPastTheirDeadlineExpire() {
    Call soon = call(1);
    Call later = call(60);
    waiters.add(later);
    waiters.add(soon);
    assertThat(waiters.nextDue()).isEqualTo(soon.due());
    List<Call> expired = new ArrayList<>();
    waiters.expire(Loop.now(), expired::add);
    assertThat(expired).isEmpty();
    waiters.expire(soon.due() + 1, expired::add);
    assertThat(expired).containsExactly(soon);
    assertThat(waiters.size()).isEqualTo(1);
    assertThat(waiters.nextDue()).isEqualTo(later.due());
  }

  private static Call call(int seconds) {
    return Call.ofCaller(
        Request.getDefaultInstance(),
        Deadline.in(Duration.ofSeconds(seconds)),
        Exchange.IGNORE_PROCESSING,
        Runnable::run,
        c -> {});
  }
}
