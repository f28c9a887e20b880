package io.sozu.itests.karaf.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether each cluster was changed in order while connectors came and went.
 *
 * <p>A broker delivers at least once: what a connector took and did not acknowledge comes again to
 * the next one. So a cluster may step back to an older version, but only by a whole stretch that is
 * applied again. Two witnesses tell:
 *
 * <ul>
 *   <li>The connectors' replies. Each run of a connector must tell each change of a cluster one by
 *       one, from anywhere up to the first that no run before it told.
 *   <li>Sōzu itself, asked again and again, because a connector's word is no proof: something that
 *       an ended run had left on its way could come to Sōzu late, behind what the next run applied.
 *       Sōzu must be as new as what the latest run told before Sōzu was asked; it may be older only
 *       by a change that a later run told afterwards, and so applied again.
 * </ul>
 */
final class History {
  /** What one run told of one cluster, in its order. */
  private record Run(int number, List<Answer> answers) {
    boolean told(long number, Look after) {
      return answers.stream()
          .anyMatch(answer -> answer.number() == number && !answer.at().isBefore(after.began()));
    }
  }

  private final Map<String, List<Run>> clusters = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  private History() {}

  /**
   * What is wrong; nothing, if all is well.
   *
   * @param answers in any order: a reply that failed is sent again, behind others
   * @param ends of the connectors' runs, in order
   */
  static List<String> faults(List<Answer> answers, List<Instant> ends, List<Look> looks) {
    History history = new History();
    int run = 0;
    for (Answer answer : inOrder(answers)) {
      while (run < ends.size() && ends.get(run).isBefore(answer.at())) {
        run++;
      }
      history.add(answer, run);
    }
    history.clusters.values().forEach(history::check);
    looks.forEach(
        look -> look.clusters().forEach((cluster, seen) -> history.check(look, cluster, seen)));
    return history.faults;
  }

  /** Each once, although its reply may have been sent twice, in the order of their times. */
  static List<Answer> inOrder(List<Answer> answers) {
    return answers.stream().distinct().sorted(Comparator.comparing(Answer::at)).toList();
  }

  private void add(Answer answer, int run) {
    if (!answer.isInForce()) {
      faults.add("not in force: " + answer);
    }
    List<Run> runs = clusters.computeIfAbsent(answer.cluster(), any -> new ArrayList<>());
    if (runs.isEmpty() || runs.get(runs.size() - 1).number() != run) {
      runs.add(new Run(run, new ArrayList<>()));
    }
    runs.get(runs.size() - 1).answers().add(answer);
  }

  private void check(List<Run> runs) {
    long known = 0;
    for (Run run : runs) {
      long before = known;
      boolean first = true;
      for (Answer answer : run.answers()) {
        long step = answer.number() - before;
        if (step > Numbers.CLUSTERS || (step < Numbers.CLUSTERS && !first)) {
          faults.add("after " + before + " came " + answer);
        }
        before = answer.number();
        first = false;
        known = Math.max(known, before);
      }
    }
  }

  private void check(Look look, String cluster, long seen) {
    List<Run> runs = clusters.getOrDefault(cluster, List.of());
    int latest = -1;
    long inForce = 0;
    for (int i = 0; i < runs.size(); i++) {
      for (Answer answer : runs.get(i).answers()) {
        if (answer.at().isBefore(look.began())) {
          latest = i;
          inForce = answer.number();
        }
      }
    }
    if (seen < inForce
        && runs.subList(latest + 1, runs.size()).stream().noneMatch(run -> run.told(seen, look))) {
      faults.add(
          cluster + " was as " + seen + " at " + look.began() + ", with " + inForce + " in force");
    }
  }
}
