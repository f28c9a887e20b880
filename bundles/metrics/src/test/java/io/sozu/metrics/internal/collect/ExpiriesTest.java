package io.sozu.metrics.internal.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.Certificates.CertificateEntry;
import io.sozu.metrics.internal.convert.Family;
import io.sozu.metrics.internal.convert.FamilySink;
import io.sozu.metrics.internal.convert.Labels;
import io.sozu.testkit.Requests;
import io.sozu.testkit.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ExpiriesTest {
  private static final Instant SOON = Instant.ofEpochSecond(2_000_000_000L);
  private static final Instant LATER = SOON.plusSeconds(60);

  @Test
  void aCertificateIsToldOnceAndForEachName() {
    TestCertificate one = TestCertificate.expiring(SOON, "shop.test", "*.shop.test");
    String labels = "fingerprint=\"" + one.fingerprint() + "\",address=\"127.0.0.1:8443\",name=\"";
    assertThat(told(Expiries.NONE.next(List.of(entry(one)), 10)))
        .containsExactly(
            "sozu_certificate_expiry_timestamp_seconds{" + labels + "shop.test\"} 2000000000",
            "sozu_certificate_name_expiry_timestamp_seconds{" + labels + "shop.test\"} 2000000000",
            "sozu_certificate_name_expiry_timestamp_seconds{"
                + labels
                + "*.shop.test\"} 2000000000",
            "sozu_certificates_cut_names{} 0",
            "sozu_certificates_unreadable{} 0");
  }

  @Test
  void oneThatWasAddedForSomeNamesIsForThese() {
    TestCertificate one = TestCertificate.expiring(SOON, "a.test", "b.test");
    Expiries expiries = Expiries.NONE.next(List.of(entry(one, "b.test")), 10);
    assertThat(names(told(expiries))).containsExactly("b.test");
    assertThat(told(expiries).get(0)).contains("name=\"b.test\"");
  }

  @Test
  void oneOfTwoListenersIsToldForBothAndTheSameEntryOnce() {
    TestCertificate one = TestCertificate.expiring(SOON, "a.test");
    CertificateEntry other =
        new CertificateEntry(Requests.loopback(9443), one.fingerprint(), one.pem(), List.of());
    List<String> told = told(Expiries.NONE.next(List.of(entry(one), other, entry(one)), 10));
    assertThat(told.subList(0, 2))
        .satisfiesExactly(
            line -> assertThat(line).contains("expiry", "127.0.0.1:8443"),
            line -> assertThat(line).contains("expiry", "127.0.0.1:9443"));
    assertThat(names(told)).containsExactly("a.test", "a.test");
  }

  @Test
  void whatEndsFirstHasItsNamesAndWhatIsCutIsCounted() {
    TestCertificate last = TestCertificate.expiring(LATER, "l1.test", "l2.test", "l3.test");
    TestCertificate first = TestCertificate.expiring(SOON, "f1.test", "f2.test");
    Expiries expiries = Expiries.NONE.next(List.of(entry(last), entry(first)), 3);
    List<String> told = told(expiries);
    assertThat(names(told)).containsExactly("f1.test", "f2.test", "l1.test");
    assertThat(told).contains("sozu_certificates_cut_names{} 2");
    assertThat(told.stream().filter(line -> line.startsWith("sozu_certificate_expiry")))
        .as("each is there all the same")
        .hasSize(2);
    assertThat(names(told(expiries.next(List.of(entry(last)), 3)))).hasSize(3);
    assertThat(names(told(expiries.next(List.of(entry(last)), 0)))).isEmpty();
  }

  @Test
  void oneWithHundredsOfNamesHasALimitOfItsOwn() {
    String[] names =
        IntStream.range(0, 500).mapToObj(i -> "n" + i + ".test").toArray(String[]::new);
    TestCertificate one = TestCertificate.expiring(SOON, names);
    List<String> told = told(Expiries.NONE.next(List.of(entry(one)), 10_000));
    assertThat(names(told)).hasSize(Facts.MOST_NAMES).startsWith("n0.test", "n1.test");
    assertThat(told).contains("sozu_certificates_cut_names{} 400");
  }

  @Test
  void whatCannotBeReadIsCounted() {
    CertificateEntry wrong =
        new CertificateEntry(Requests.loopback(8443), "f", "no certificate", List.of());
    assertThat(told(Expiries.NONE.next(List.of(wrong), 10)))
        .containsExactly("sozu_certificates_cut_names{} 0", "sozu_certificates_unreadable{} 1");
  }

  @Test
  void whatIsGoneIsForgotten() {
    TestCertificate one = TestCertificate.expiring(SOON, "a.test");
    Expiries before = Expiries.NONE.next(List.of(entry(one)), 10);
    assertThat(names(told(before.next(List.of(), 10)))).isEmpty();
  }

  private static CertificateEntry entry(TestCertificate one, String... names) {
    return new CertificateEntry(
        Requests.loopback(8443), one.fingerprint(), one.pem(), List.of(names));
  }

  private static List<String> names(List<String> told) {
    return told.stream()
        .filter(line -> line.startsWith("sozu_certificate_name_"))
        .map(line -> line.replaceAll(".*name=\"(.*)\".*", "$1"))
        .toList();
  }

  private static List<String> told(Expiries expiries) {
    List<String> lines = new ArrayList<>();
    expiries.tell(
        Labels.NONE,
        new FamilySink() {
          @Override
          public void value(Family family, Labels labels, long value) {
            String text = new String(labels.encoded(), StandardCharsets.UTF_8);
            lines.add(family.name() + "{" + text + "} " + value);
          }

          @Override
          public void distribution(
              Family family, Labels labels, long count, long sum, long[] cumulative) {
            throw new AssertionError(family.name());
          }
        });
    return lines;
  }
}
