package io.sozu.pulsar.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pulsar.internal.consume.Progress.Arrival;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private static final String TOPIC = "persistent://public/default/sozu";
  private static final String OTHER = "persistent://public/default/other";

  /** What the broker was sent: topic-less ids, a list for each command. */
  private final List<List<String>> commands = new ArrayList<>();

  private final List<CompletableFuture<Void>> answers = new ArrayList<>();
  private final Progress progress = new Progress();

  ProgressTest() {
    progress.use(consumer());
  }

  @Test
  void whatIsSettledIsAcknowledgedUpToThereAndNoFurther() {
    arrive(TOPIC, 1, 2, 3);
    progress.settled(TOPIC, at(2));
    assertThat(commands).containsExactly(List.of("1", "2"));
    assertThat(progress.isOver()).isFalse();
    answers.get(0).complete(null);
    progress.settled(TOPIC, at(3));
    answers.get(1).complete(null);
    assertThat(commands).containsExactly(List.of("1", "2"), List.of("3"));
    assertThat(progress.isOver()).isTrue();
  }

  @Test
  void theNextAcknowledgementWaitsForTheConfirmationOfTheOneBefore() {
    arrive(TOPIC, 1, 2, 3, 4);
    progress.settled(TOPIC, at(1));
    progress.settled(TOPIC, at(2));
    progress.settled(TOPIC, at(4));
    assertThat(commands).containsExactly(List.of("1"));
    answers.get(0).complete(null);
    assertThat(commands).containsExactly(List.of("1"), List.of("2", "3", "4"));
  }

  @Test
  void anAcknowledgementThatFailedIsSentAgainBeforeAllLaterOnes() {
    arrive(TOPIC, 1, 2);
    progress.settled(TOPIC, at(1));
    answers.get(0).completeExceptionally(new IllegalStateException("not connected"));
    assertThat(commands).hasSize(1);
    progress.settled(TOPIC, at(2));
    assertThat(commands).containsExactly(List.of("1"), List.of("1", "2"));
  }

  @Test
  void whatNobodyConfirmedIsSentAgainByTheNextConsumer() {
    arrive(TOPIC, 1);
    progress.settled(TOPIC, at(1));
    progress.use(null);
    arrive(TOPIC, 2);
    progress.settled(TOPIC, at(2));
    assertThat(commands).hasSize(1);
    progress.use(consumer());
    assertThat(commands).containsExactly(List.of("1"), List.of("1", "2"));
    answers.get(0).complete(null); // Too late: nobody knows whether it is true.
    assertThat(progress.isOver()).isFalse();
    answers.get(1).complete(null);
    assertThat(progress.isOver()).isTrue();
  }

  @Test
  void aMessageThatIsHeldAndComesAgainIsPassedOverAndAcknowledgedByItsLatestName() {
    arrive(TOPIC, 1, 2);
    assertThat(progress.arrived(message(TOPIC, id(1, "1 again")), true)).isEqualTo(Arrival.KNOWN);
    assertThat(progress.arrived(message(TOPIC, id(2, "2 again")), true)).isEqualTo(Arrival.KNOWN);
    assertThat(arrive(TOPIC, 3)).containsExactly(Arrival.NEW);
    progress.settled(TOPIC, at(3));
    assertThat(commands).containsExactly(List.of("1 again", "2 again", "3"));
  }

  @Test
  void aSettledMessageThatComesAgainIsAcknowledgedAgainAndNotApplied() {
    arrive(TOPIC, 1, 2);
    progress.settled(TOPIC, at(1));
    answers.get(0).complete(null);
    assertThat(progress.arrived(message(TOPIC, id(1, "1 again")), true)).isEqualTo(Arrival.KNOWN);
    progress.settled(TOPIC, at(2));
    assertThat(commands).containsExactly(List.of("1"), List.of("1 again", "2"));
  }

  @Test
  void aSubscriptionThatWasMovedBackIsNoticedOnceItsMessagesHaveBeenSettledForLong() {
    arrive(TOPIC, 1, 2);
    progress.settled(TOPIC, at(2));
    answers.get(0).complete(null);
    progress.age(Progress.LONG);
    assertThat(progress.arrived(message(TOPIC, id(1, "1")), true)).isEqualTo(Arrival.KNOWN);
    progress.age(Progress.LONG.minus(Duration.ofMillis(1)));
    assertThat(progress.arrived(message(TOPIC, id(1, "1")), true)).isEqualTo(Arrival.KNOWN);
    progress.age(Duration.ofMillis(1));
    assertThat(progress.arrived(message(TOPIC, id(1, "1")), true)).isEqualTo(Arrival.REWOUND);
    progress.rewind();
    assertThat(arrive(TOPIC, 1, 2)).containsExactly(Arrival.NEW, Arrival.NEW);
  }

  @Test
  void whatWasGivenUpIsTakenAnewAndWhatWasSettledIsNot() {
    arrive(TOPIC, 1, 2, 3);
    progress.settled(TOPIC, at(1));
    progress.forget();
    progress.settled(TOPIC, at(2)); // Comes too late.
    assertThat(commands).hasSize(1);
    assertThat(arrive(TOPIC, 1, 2, 3)).containsExactly(Arrival.KNOWN, Arrival.NEW, Arrival.NEW);
  }

  @Test
  void streamsDoNotWaitForEachOther() {
    arrive(TOPIC, 1);
    arrive(OTHER, 7);
    arrive(TOPIC, 2);
    progress.settled(TOPIC, at(1));
    progress.settled(TOPIC, at(2));
    assertThat(commands).containsExactly(List.of("1"), List.of("7"));
    assertThat(progress.holds(Set.of(OTHER))).isFalse();
    arrive(OTHER, 8);
    assertThat(progress.holds(Set.of(OTHER))).isTrue();
    assertThat(progress.holds(Set.of(TOPIC, "unknown"))).isFalse();
  }

  @Test
  void withoutOrderOnlyWhatIsHeldIsKnown() {
    assertThat(progress.arrived(message(TOPIC, id(5, "5")), false)).isEqualTo(Arrival.NEW);
    progress.settled(TOPIC, at(5));
    assertThat(progress.arrived(message(TOPIC, id(3, "3")), false)).isEqualTo(Arrival.NEW);
    assertThat(progress.arrived(message(TOPIC, id(3, "3")), false)).isEqualTo(Arrival.KNOWN);
  }

  @Test
  void messagesOfABatchHaveTheirOwnPlaces() {
    Position first = new Position(1, 4, 0);
    assertThat(first)
        .isLessThan(new Position(1, 4, 1))
        .isLessThan(new Position(1, 5, -1))
        .isLessThan(new Position(2, 0, -1))
        .isGreaterThan(new Position(1, 3, 9));
    assertThat(first).hasToString("1:4:0");
    assertThat(new Position(1, 5, -1)).hasToString("1:5");
  }

  private List<Arrival> arrive(String topic, long... entries) {
    List<Arrival> arrivals = new ArrayList<>();
    for (long entry : entries) {
      arrivals.add(progress.arrived(message(topic, id(entry, String.valueOf(entry))), true));
    }
    return arrivals;
  }

  private static Position at(long entry) {
    return new Position(1, entry, -1);
  }

  /** What acknowledges tells the names of what it gets, in {@link #commands}. */
  @SuppressWarnings({"unchecked", "FutureReturnValueIgnored"}) // the proxy gives it
  private Consumer<byte[]> consumer() {
    return (Consumer<byte[]>)
        proxy(
            Consumer.class,
            (name, argument) -> {
              assertThat(name).isEqualTo("acknowledgeAsync");
              commands.add(((List<Object>) argument).stream().map(Object::toString).toList());
              CompletableFuture<Void> answer = new CompletableFuture<>();
              answers.add(answer);
              return answer;
            });
  }

  @SuppressWarnings("unchecked")
  private static Message<byte[]> message(String topic, MessageId id) {
    return (Message<byte[]>)
        proxy(
            Message.class,
            (name, argument) ->
                switch (name) {
                  case "getTopicName" -> topic;
                  case "getMessageId" -> id;
                  default -> throw new UnsupportedOperationException(name);
                });
  }

  private static MessageIdAdv id(long entry, String name) {
    return (MessageIdAdv)
        proxy(
            MessageIdAdv.class,
            (method, argument) ->
                switch (method) {
                  case "getLedgerId" -> 1L;
                  case "getEntryId" -> entry;
                  case "getBatchIndex" -> -1;
                  case "toString" -> name;
                  default -> throw new UnsupportedOperationException(method);
                });
  }

  /** Answers to calls. */
  private interface Answers {
    Object to(String method, Object argument);
  }

  private static Object proxy(Class<?> type, Answers answers) {
    return Proxy.newProxyInstance(
        ProgressTest.class.getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) ->
            answers.to(method.getName(), arguments == null ? "" : arguments[0]));
  }
}
