package io.sozu.pki.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Outcome;
import io.sozu.pki.PkiOptions;
import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Observed;
import io.sozu.pki.internal.share.Neighbours;
import io.sozu.pki.internal.sozu.Sozu;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Sōzu without an HTTPS listener, which concerns only who has something to serve. */
final class KeeperTest {
  private static final String NOWHERE = "Sōzu has no active HTTPS listener";

  private final Path folder;

  KeeperTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aConnectorThatNobodyUsesIsInOrder() throws IOException {
    assertThat(missing(PkiOptions.builder(folder).build())).isEmpty();
  }

  @Test
  void aCertificateThatCanBeServedNowhereIsAConcern() throws IOException {
    TestCertificate certificate = TestCertificate.of("shop.test");
    Files.writeString(folder.resolve("shop.pem"), certificate.pem() + certificate.keyPem());
    assertThat(missing(PkiOptions.builder(folder).build())).containsExactly(NOWHERE);
  }

  @Test
  void aListenerThatIsConfiguredAndNotThereIsAConcern() throws IOException {
    assertThat(missing(PkiOptions.builder(folder).listeners(List.of("127.0.0.1:8443")).build()))
        .containsExactly(NOWHERE);
  }

  private static List<String> missing(PkiOptions options) throws IOException {
    Keeper keeper =
        new Keeper(
            options,
            new Listenerless(),
            new Ledger(new Forgetful()),
            new Neighbours().join(() -> options.folder()),
            Clock.systemUTC());
    keeper.library().lookAll();
    keeper.keep(true);
    return keeper.missingListeners();
  }

  private static final class Listenerless implements Sozu {
    @Override
    public Map<String, SocketAddress> listeners() {
      return Map.of();
    }

    @Override
    public Observed served(Collection<String> names, Collection<String> listeners) {
      return new Observed();
    }

    @Override
    public CompletionStage<List<Outcome>> begin(List<Request> requests) {
      throw new AssertionError("nothing can be sent: " + requests);
    }
  }
}
