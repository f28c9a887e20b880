package io.sozu.pki.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.internal.Proof.Result;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Want;
import io.sozu.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProverTest {
  private static final Duration AGAIN = Duration.ofMillis(20);
  private static final Result RIGHT = new Result(true, "");

  private final Map<String, Result> results = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> checked = new ConcurrentHashMap<>();
  private final AtomicInteger changes = new AtomicInteger();
  private final Prover prover =
      new Prover("sozu-provertest", this::check, AGAIN, changes::incrementAndGet);

  private Result check(Want want) {
    String name = want.names().get(0);
    checked.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
    return results.getOrDefault(name, RIGHT);
  }

  @AfterEach
  void close() {
    prover.close();
  }

  private static Want want(String name, String listener) {
    return new Want(
        new Slot(listener, name), List.of(name), "content", "/" + name, Instant.EPOCH, null, null);
  }

  private int checked(String name) {
    return checked.getOrDefault(name, new AtomicInteger()).get();
  }

  @Test
  void whatIsRightIsProvedOnce() {
    prover.prove(List.of(want("a", "l"), want("b", "l")));
    Eventually.until("both", () -> checked("a") == 1 && checked("b") == 1);
    assertThat(prover.differences()).isEmpty();
    assertThat(changes).hasValue(0);
  }

  @Test
  void aDifferenceIsToldUntilItIsGone() {
    results.put("a", new Result(true, "another one"));
    prover.prove(List.of(want("a", "l")));
    Eventually.until("it is told", () -> prover.differences().equals(List.of("another one")));
    Eventually.until("it is tried again", () -> checked("a") > 2);
    assertThat(changes).hasValue(1);
    results.put("a", RIGHT);
    Eventually.until("it is gone", () -> prover.differences().isEmpty());
    assertThat(changes).hasValue(2);
  }

  @Test
  void whatIsNotWantedAnyMoreIsNoDifference() {
    results.put("a", new Result(true, "another one"));
    prover.prove(List.of(want("a", "l")));
    Eventually.until("it is told", () -> !prover.differences().isEmpty());
    prover.retain(List.of(want("b", "l")));
    Eventually.until("it is forgotten", () -> prover.differences().isEmpty());
  }

  @Test
  void aListenerThatAnswersNobodyIsAskedOnceARound() {
    results.put("a", new Result(false, "no handshake"));
    prover.prove(List.of(want("a", "dead"), want("b", "dead"), want("c", "alive")));
    Eventually.until("the other listener", () -> checked("c") == 1);
    Eventually.until("a second round", () -> checked("a") > 1);
    assertThat(checked("b")).isZero();
  }

  @Test
  void ofManyTheLastAreProved() {
    prover.prove(IntStream.range(0, 100).mapToObj(i -> want("n" + i, "l")).toList());
    Eventually.until("the last", () -> checked("n99") == 1);
    assertThat(checked("n79")).isZero();
    assertThat(checked("n80")).isEqualTo(1);
  }
}
