package io.sozu.itests.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./run} with the simulated Sōzu. */
final class SimulatedRunIT {
  @TempDir private Path folder;

  @Test
  void itShowsMovingMetricsUntilCtrlC() throws Exception {
    String port = String.valueOf(FreePorts.next().getPort());
    try (Run run = new Run(folder);
        WatchService watch = folder.getFileSystem().newWatchService()) {
      run.scripts()
          .register(
              watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      run.with("JAVA_HOME", folder.toString())
          .withPrograms(Path.of(System.getProperty("java.home"), "bin"))
          .with("KARAF_ETC", "/etc of another Karaf")
          .start("--simulated", "--http-port", port, "--env", Run.env());
      Addresses addresses = run.awaitAddresses();

      assertThat(watch.take().pollEvents())
          .as("the file appears whole")
          .filteredOn(event -> event.context().toString().equals("addresses"))
          .extracting(event -> event.kind().name())
          .containsExactly("ENTRY_CREATE");
      assertThat(run.output())
          .contains("JAVA_HOME (" + folder + ") is no JDK from 17 to 23")
          .contains("SIMULATED")
          .doesNotContain("Building");
      assertThat(addresses.metrics()).hasToString("http://127.0.0.1:" + port + "/metrics");
      Facts.theAddressesAreRight(addresses);
      Facts.theMetricsMove(addresses);

      run.interrupt();
      run.ends(130);
    }
  }

  @Test
  void itEndsWhenNobodyReadsItsOutputAnyMore() throws IOException, InterruptedException {
    try (Run run = new Run(folder)) {
      String port = String.valueOf(FreePorts.next().getPort());
      run.startInto("head -n 1", "--simulated", "--http-port", port);
      run.ends(141);
      assertThat(run.output()).contains("SIMULATED");
    }
  }
}
