package io.sozu.pki.internal.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.internal.plan.Desired;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.MemoryBook;
import io.sozu.pki.internal.plan.Others;
import io.sozu.pki.internal.plan.Readings;
import io.sozu.pki.internal.plan.Routing;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Want;
import io.sozu.pki.internal.read.Reading;
import io.sozu.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NeighboursTest {
  private static final String LISTENER = "l";
  private static final Instant NOW = Readings.BEGIN.plus(Duration.ofDays(10));
  private static final Reading OLD = Readings.of("a.crt", "old", 1, "a", "b");
  private static final Reading NEW = Readings.of("b.crt", "new", 2, "a");

  private final Neighbours all = new Neighbours();
  private final Neighbour one = all.join(() -> Path.of("/run/sozu.sock"));
  private final Neighbour other = all.join(() -> Path.of("/run/sozu.sock"));

  private static List<Want> wants(Reading... readings) {
    return Desired.of(
        List.of(readings), new Routing(List.of(), List.of()), Set.of(LISTENER), List.of());
  }

  private static Slot slot(String fingerprint) {
    return new Slot(LISTENER, fingerprint);
  }

  private static Others offer(Neighbour from, Reading... readings) {
    return from.offer(wants(readings), List.of(), NOW);
  }

  @Test
  void eachNameIsForTheNewestOfAllAndAllAgree() {
    offer(one, OLD);
    List<Want> fell = offer(other, NEW).share(wants(NEW));
    assertThat(fell).isEqualTo(wants(NEW));

    Others seen = offer(one, OLD);
    Want left = seen.share(wants(OLD)).get(0);
    assertThat(left.names()).containsExactly("b");
    assertThat(left.content()).isEqualTo(wants(OLD, NEW).get(1).content());
    assertThat(seen.heir(LISTENER, "a")).isEqualTo(slot("new"));
    assertThat(seen.heir(LISTENER, "b")).isNull();
    assertThat(seen.want(slot("new"))).isTrue();
    assertThat(seen.want(slot("old"))).isFalse();
  }

  @Test
  void theSameIsForTheNamesOfBoth() {
    Reading less = Readings.of("b.crt", "old", 1, "b");
    offer(one, OLD);
    assertThat(offer(other, less).share(wants(less)).get(0).names()).containsExactly("a", "b");
  }

  @Test
  void oneWhoseTimeIsOverYieldsAndIsBetterThanNone() {
    Instant over = Readings.BEGIN.plus(Duration.ofDays(93));
    other.offer(wants(NEW), List.of(), over);
    assertThat(offer(one, OLD).share(wants(OLD))).isEqualTo(wants(OLD));
    offer(one);
    assertThat(other.offer(wants(NEW), List.of(), over).share(wants(NEW))).isEqualTo(wants(NEW));
  }

  @Test
  void thoseOfAnotherSozuAreNobody() {
    Neighbour far = all.join(() -> Path.of("/run/other.sock"));
    offer(far, NEW);
    Others seen = offer(one, OLD);
    assertThat(seen.share(wants(OLD))).isEqualTo(wants(OLD));
    assertThat(seen.want(slot("new"))).isFalse();
    assertThat(one.take(Set.of(slot("new")))).containsExactly(slot("new"));
  }

  @Test
  void oneSocketIsTheSameByAnotherPath(@TempDir Path folder) throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    offer(all.join(() -> folder.resolve("sock")), NEW);
    assertThat(offer(all.join(() -> link.resolve("sock")), OLD).want(slot("new"))).isTrue();
  }

  @Test
  void nothingIsLeftOfOneThatIsClosed() {
    offer(other, NEW);
    other.close();
    assertThat(offer(one, OLD).share(wants(OLD))).isEqualTo(wants(OLD));
    assertThat(one.take(Set.of(slot("new")))).containsExactly(slot("new"));
  }

  @Test
  void nothingThatAnotherOneWantsIsTaken() {
    offer(other, NEW);
    offer(one, OLD);
    assertThat(one.take(Set.of(slot("new"), slot("gone")))).containsExactly(slot("gone"));
  }

  @Test
  void whoWantsWhatIsBeingTakenWaitsUntilItIs() {
    offer(one);
    Set<Slot> taken = one.take(Set.of(slot("new")));
    assertThat(taken).containsExactly(slot("new"));
    CompletableFuture<Others> waiting = new CompletableFuture<>();
    Thread thread = new Thread(() -> waiting.complete(offer(other, NEW)), "neighbourstest");
    thread.start();
    Eventually.until("it waits", () -> thread.getState() == Thread.State.WAITING);
    assertThat(waiting).isNotDone();
    Neighbour third = all.join(() -> Path.of("/run/sozu.sock"));
    assertThat(offer(third, OLD).share(wants(OLD))).as("nobody takes that").isNotEmpty();
    one.endTaking();
    assertThat(waiting.orTimeout(10, TimeUnit.SECONDS).join().share(wants(NEW)))
        .isEqualTo(wants(NEW));
  }

  @Test
  void othersAreToldOfWhatConcernsThemAndOnce() {
    AtomicInteger told = new AtomicInteger();
    one.onChange(told::incrementAndGet);
    offer(one, OLD);
    offer(other, Readings.of("c.crt", "c", 1, "c"));
    assertThat(told).hasValue(0);
    offer(other, NEW);
    offer(other, NEW);
    assertThat(told).as("of another offer").hasValue(1);

    Ledger ledger = new Ledger(new MemoryBook());
    ledger.put(wants(NEW).get(0).owned());
    other.did(wants(NEW), ledger);
    other.did(wants(NEW), ledger);
    assertThat(told).as("of a change in Sōzu").hasValue(2);
    assertThat(offer(one, OLD).hasTaken(slot("new"), "a")).isTrue();
    assertThat(offer(one, OLD).hasTaken(slot("new"), "b")).isFalse();
    ledger.retire(slot("new"));
    other.did(List.of(), ledger);
    assertThat(told).as("of a removal").hasValue(3);
  }
}
