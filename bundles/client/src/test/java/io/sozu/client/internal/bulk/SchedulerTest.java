package io.sozu.client.internal.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.internal.wire.ScriptedWire;
import io.sozu.protocol.command.Response;
import io.sozu.testkit.Requests;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SchedulerTest {
  private final ScriptedWire wire =
      new ScriptedWire((request, processing) -> Response.getDefaultInstance());
  private final Scheduler scheduler = new Scheduler(20);
  private final Map<Job<?>, String> names = new LinkedHashMap<>();

  @AfterEach
  void stop() {
    wire.close();
  }

  @Test
  void aSmallJobComesBetweenTwoTurnsOfALargeOne() {
    large("load", "a");
    assertThat(turns(2)).containsExactly("load", "load");
    assertThat(scheduler.hasSmall()).isFalse();
    small("small", "b");
    assertThat(scheduler.hasSmall()).isTrue();
    assertThat(turns(3)).containsExactly("small", "load", "small");
    over("small");
    assertThat(scheduler.hasSmall()).isFalse();
    assertThat(turns(2)).containsExactly("load", "load");
  }

  @Test
  void whatSharesWithTheRunningWaitsAndHoldsBackWhatSharesWithIt() {
    large("load", "a");
    small("second", "a", "b");
    small("third", "b");
    small("free", "c");
    assertThat(turns(1)).containsExactly("free");
    over("free");
    assertThat(turns(2)).containsExactly("load", "load");
    over("load");
    assertThat(turns(1)).containsExactly("second");
    over("second");
    assertThat(turns(1)).containsExactly("third");
    over("third");
    assertThat(scheduler.next()).isNull();
  }

  @Test
  void smallJobsThatWaitForEachOtherDoNotWaitForALargeOneEach() {
    large("load", "a");
    for (String name : List.of("1", "2", "3")) {
      small(name, "b");
    }
    for (String name : List.of("1", "2", "3")) {
      assertThat(turns(1)).containsExactly(name);
      over(name);
    }
    assertThat(turns(1)).containsExactly("load");
  }

  @Test
  void noStreamOfSmallJobsStopsALargeOne() {
    large("load", "a");
    List<String> turns = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      small("s" + i, "b" + i);
      turns.addAll(turns(1));
      if (!turns.get(i).equals("load")) {
        over(turns.get(i));
      }
    }
    assertThat(turns).filteredOn("load"::equals).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void largeJobsTakeTurnsAndOnlyFourAtATime() {
    for (String name : List.of("1", "2", "3", "4", "5")) {
      large(name, name);
    }
    small("waits for the fifth", "5");
    assertThat(turns(6)).containsExactly("1", "2", "3", "4", "1", "2");
    over("3");
    assertThat(turns(4)).containsExactly("4", "1", "2", "5");
    over("5");
    assertThat(turns(2)).containsExactly("waits for the fifth", "4");
  }

  @Test
  void smallJobsTakeTurnsAndOnlySixteenAtATime() {
    for (int i = 0; i < 17; i++) {
      small("s" + i, "c" + i);
    }
    assertThat(turns(17)).endsWith("s15", "s0");
    over("s3");
    assertThat(turns(16)).contains("s16").doesNotContain("s3");
  }

  @Test
  void thereIsAnEndOfWhatMayWait() {
    for (int i = 0; i <= 20; i++) {
      assertThat(scheduler.waiting()).isEqualTo(Math.max(0, i - 1));
      assertThat(scheduler.offer(job("j" + i, true, "c" + i))).isTrue();
    }
    assertThat(scheduler.offer(job("too many", true, "d"))).isFalse();
    assertThat(turns(1)).containsExactly("j0");
    over("j0");
    assertThat(scheduler.offer(job("fits", true, "e"))).isTrue();
  }

  @Test
  void theWorkIsBegunOnceUntilThereIsNone() {
    small("a", "a");
    assertThat(scheduler.begin()).isTrue();
    small("b", "b");
    assertThat(scheduler.begin()).isFalse();
    assertThat(turns(2)).containsExactly("a", "b");
    over("a");
    over("b");
    assertThat(scheduler.next()).isNull();
    assertThat(scheduler.begin()).isTrue();
  }

  private List<String> turns(int count) {
    return Stream.generate(() -> names.get(scheduler.next())).limit(count).toList();
  }

  private void over(String name) {
    Job<?> job =
        names.entrySet().stream()
            .filter(entry -> entry.getValue().equals(name))
            .findFirst()
            .orElseThrow()
            .getKey();
    scheduler.over(job);
  }

  private void small(String name, String... clusters) {
    assertThat(scheduler.offer(job(name, true, clusters))).isTrue();
  }

  private void large(String name, String... clusters) {
    assertThat(scheduler.offer(job(name, false, clusters))).isTrue();
  }

  private Job<?> job(String name, boolean small, String... clusters) {
    Touched touched = Touched.by(Stream.of(clusters).map(Requests::addCluster).toList());
    Job<String> job = new Job<>(wire, touched, small, Optional::empty, Throwable::getMessage);
    names.put(job, name);
    return job;
  }
}
