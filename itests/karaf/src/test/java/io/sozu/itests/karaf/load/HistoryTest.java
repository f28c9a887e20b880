package io.sozu.itests.karaf.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A proof that would accept anything proves nothing. */
final class HistoryTest {
  /** Three messages of the same cluster, and the one after them. */
  private static final long FIRST = 1;

  private static final long SECOND = FIRST + Numbers.CLUSTERS;
  private static final long THIRD = SECOND + Numbers.CLUSTERS;
  private static final long FOURTH = THIRD + Numbers.CLUSTERS;

  private final List<Answer> answers = new ArrayList<>();
  private final List<Instant> ends = new ArrayList<>();
  private final List<Look> looks = new ArrayList<>();
  private long clock;

  @Test
  void oneRunInOrderIsRight() {
    run(FIRST, SECOND);
    sozuHas(SECOND);
    run(THIRD);
    sozuHas(THIRD);
    assertThat(faults()).isEmpty();
  }

  @Test
  void sozuMayBeAheadOfTheReplies() {
    run(FIRST);
    sozuHas(SECOND);
    run(SECOND);
    assertThat(faults()).isEmpty();
  }

  @Test
  void aWholeStretchMayComeAgain() {
    run(FIRST, SECOND, THIRD);
    sozuHas(THIRD);
    runEnds();
    sozuHas(SECOND);
    run(SECOND, THIRD);
    sozuHas(THIRD);
    run(FOURTH);
    assertThat(faults()).isEmpty();
  }

  @Test
  void oneThatIsLeftOutIsFound() {
    run(FIRST, THIRD);
    assertThat(faults()).singleElement().asString().contains("after 1 came");
  }

  @Test
  void oneThatIsLeftOutBetweenRunsIsFound() {
    run(FIRST);
    runEnds();
    run(THIRD);
    assertThat(faults()).singleElement().asString().contains("after 1 came");
  }

  @Test
  void theFirstThatIsLeftOutIsFound() {
    run(SECOND);
    assertThat(faults()).singleElement().asString().contains("after 0 came");
  }

  @Test
  void aStepBackWithinARunIsFound() {
    run(FIRST, SECOND, FIRST, SECOND);
    assertThat(faults()).hasSize(1);
  }

  @Test
  void oneThatComesTwiceInARunIsFound() {
    run(FIRST, FIRST);
    assertThat(faults()).hasSize(1);
  }

  @Test
  void aReplyThatIsSentLateOrTwiceDoesNotMatter() {
    run(FIRST, SECOND, THIRD);
    answers.add(answers.remove(0));
    answers.add(answers.get(0));
    assertThat(faults()).isEmpty();
  }

  @Test
  void whatSozuRefusedIsFound() {
    answers.add(new Answer(FIRST, "refused", Instant.ofEpochSecond(++clock)));
    assertThat(faults()).singleElement().asString().contains("refused");
  }

  @Test
  void whatAnEndedRunAppliesLateIsFound() {
    run(FIRST, SECOND);
    runEnds();
    run(SECOND, THIRD);
    sozuHas(SECOND);
    run(FOURTH);
    assertThat(faults()).singleElement().asString().contains("101").contains("201 in force");
  }

  private void run(long... numbers) {
    for (long number : numbers) {
      answers.add(new Answer(number, "applied", Instant.ofEpochSecond(++clock)));
    }
  }

  private void runEnds() {
    ends.add(Instant.ofEpochSecond(++clock));
  }

  private void sozuHas(long number) {
    looks.add(new Look(Instant.ofEpochSecond(++clock), Map.of(Numbers.cluster(number), number)));
  }

  private List<String> faults() {
    return History.faults(answers, ends, looks);
  }
}
