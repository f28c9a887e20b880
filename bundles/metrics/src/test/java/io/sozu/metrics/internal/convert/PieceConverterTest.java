package io.sozu.metrics.internal.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.metrics.Recorded;
import io.sozu.metrics.Scheme;
import io.sozu.metrics.internal.collect.Snapshot;
import io.sozu.metrics.internal.expose.Pages;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PieceConverterTest {
  @ParameterizedTest
  @EnumSource
  void ofAPieceThatLacksAWorkerOnlyTheGaugesAmongTheSumsAreTold(Scheme scheme) {
    Families families = Pages.families(scheme);
    Set<Family> whole = convert(families, true).families();
    Set<Family> partial = convert(families, false).families();

    assertThat(partial)
        .isEqualTo(
            whole.stream()
                .filter(
                    family ->
                        family.scope() == Scope.MAIN
                            || family.scope() == Scope.WORKER
                            || family.kind() == Kind.GAUGE)
                .collect(Collectors.toSet()))
        .anyMatch(family -> family.scope() == Scope.PROXY)
        .anyMatch(family -> family.scope() == Scope.CLUSTER)
        .anyMatch(family -> family.kind() == Kind.HISTOGRAM);
  }

  private static Snapshot convert(Families families, boolean whole) {
    Snapshot snapshot = new Snapshot();
    new PieceConverter(families, Labels.of("sozu_instance", "main"), true)
        .convert(Recorded.answer(), whole, snapshot);
    return snapshot;
  }
}
