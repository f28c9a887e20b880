package io.sozu.client.internal.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.Records;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Which pieces may be under way together. */
final class ConflictsTest {
  private static final InetSocketAddress HTTPS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8443);

  private static Conflicts piece(Request... records) {
    Conflicts conflicts = new Conflicts();
    for (Request record : records) {
      conflicts.add(record, Records.role(record), Records.key(record));
    }
    return conflicts;
  }

  private static boolean orderMatters(Conflicts one, Conflicts other) {
    boolean matters = one.shares(other);
    assertThat(other.shares(one)).isEqualTo(matters);
    return matters;
  }

  @Test
  void nothingIsSentBehindAClusterThatGoesOrBeforeIt() {
    Conflicts removal = piece(Requests.removeCluster("a"));
    assertThat(orderMatters(removal, piece(Requests.addCluster("a")))).isTrue();
    assertThat(orderMatters(removal, piece(Requests.addBackend("a", "b", 1)))).isTrue();
    assertThat(orderMatters(removal, piece(Requests.addCluster("z")))).isTrue();
  }

  @Test
  void whatIsInOneClusterKeepsItsOrder() {
    Conflicts cluster = piece(Requests.addCluster("a"));
    assertThat(orderMatters(cluster, piece(Requests.addBackend("a", "b", 1)))).isTrue();
    assertThat(orderMatters(cluster, piece(Requests.addCluster("z")))).isFalse();
  }

  @Test
  void certificatesKeepTheirOrderWhereTheyAreTheSame() {
    TestCertificate one = TestCertificate.of("one.example");
    Conflicts addition = piece(Requests.addCertificate(HTTPS, one));
    TestCertificate other = TestCertificate.of("other.example");
    assertThat(orderMatters(addition, piece(Requests.addCertificate(HTTPS, other)))).isFalse();
    Request replacement = Requests.replaceCertificate(HTTPS, one.fingerprint(), other);
    assertThat(orderMatters(addition, piece(replacement))).isTrue();
  }
}
