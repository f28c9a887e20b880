package io.sozu.pki.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sozu.pki.Fault;
import io.sozu.pki.Fault.Cause;
import io.sozu.pki.Layout;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.TlsVersion;
import io.sozu.testkit.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PairReaderTest {
  private static final Clock NOW = Clock.systemUTC();
  private static final PairReader READER = new PairReader(KeyAccess.WARN, NOW);

  private final Path folder;

  private final TestCertificate certificate =
      TestCertificate.of("Shop.Example", "*.shop.example", "xn--bcher-kva.example");

  PairReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private Source pair(String crt, String key) throws IOException {
    return source(write("a.crt", crt), write("a.key", key), null);
  }

  private static Source source(Path crt, @Nullable Path key, @Nullable Path options) {
    return new Source(Layout.PAIR, crt, key, options, null);
  }

  private static Fault refused(Source source) {
    return refused(READER, source);
  }

  private static Fault refused(PairReader reader, Source source) {
    return catchThrowableOfType(Unusable.class, () -> reader.read(source)).fault();
  }

  @Test
  void aGoodPairIsDescribed() throws Exception {
    Pair pair = READER.read(pair(certificate.pem(), certificate.keyPem())).pair();
    assertThat(pair.fingerprint()).isEqualTo(certificate.fingerprint());
    assertThat(pair.names())
        .containsExactly("shop.example", "*.shop.example", "xn--bcher-kva.example");
    assertThat(pair.notAfter())
        .isBetween(certificate.notAfter().minusSeconds(1), certificate.notAfter());
    assertThat(pair.versions()).containsExactly(TlsVersion.TLS_V1_2, TlsVersion.TLS_V1_3);
    assertThat(pair.notes()).isEmpty();
    assertThat(pair.toString()).doesNotContain(certificate.keyPem().substring(40, 60));
  }

  @Test
  void theChainIsPutInOrderAndWhatIsNotOfItIsLeftOut() throws Exception {
    TestCertificate root = TestCertificate.authority("root");
    TestCertificate leaf = root.issue("leaf.example");
    TestCertificate stranger = TestCertificate.authority("stranger");
    Source source = pair(stranger.pem() + root.pem() + leaf.pem(), leaf.keyPem());

    Pair pair = READER.read(source).pair();

    CertificateAndKey sent = READER.again(source, pair);
    assertThat(sent.getCertificate()).isEqualTo(leaf.pem());
    assertThat(sent.getCertificateChainList()).containsExactly(root.pem());
    assertThat(sent.getKey()).isEqualTo(leaf.keyPem());
    assertThat(pair.notes())
        .singleElement()
        .asString()
        .contains("has 1 certificates that are not of the chain");
  }

  @Test
  void anotherChainIsAnotherContent() throws Exception {
    TestCertificate root = TestCertificate.authority("root");
    TestCertificate leaf = root.issue("leaf.example");
    Pair alone = READER.read(pair(leaf.pem(), leaf.keyPem())).pair();
    Source source = pair(leaf.pem() + root.pem(), leaf.keyPem());
    Pair chained = READER.read(source).pair();

    assertThat(chained.fingerprint()).isEqualTo(alone.fingerprint());
    assertThat(chained.chain()).isNotEqualTo(alone.chain());
    assertThat(catchThrowableOfType(Unusable.class, () -> READER.again(source, alone)))
        .hasMessageContaining("has changed since it was read");
  }

  @Test
  void theKeyOfAnotherCertificateIsRefused() throws IOException {
    Fault fault = refused(pair(certificate.pem(), TestCertificate.of("b.example").keyPem()));
    assertThat(fault.cause()).isEqualTo(Cause.WRONG_KEY);
    assertThat(fault.text()).startsWith(folder + "/a.crt: has no certificate that the private key");
  }

  @Test
  void whatIsExpiredOrNotYetValidIsRefused() throws IOException {
    TestCertificate old =
        TestCertificate.expiring(Instant.now().minus(Duration.ofDays(2)), "a.example");
    assertThat(refused(pair(old.pem(), old.keyPem())).cause()).isEqualTo(Cause.EXPIRED);
    PairReader early =
        new PairReader(
            KeyAccess.WARN, Clock.fixed(Instant.now().minus(Duration.ofDays(3)), ZoneOffset.UTC));
    assertThat(refused(early, pair(certificate.pem(), certificate.keyPem())).cause())
        .isEqualTo(Cause.NOT_YET_VALID);
  }

  @Test
  void whatIsForNoHostNameIsRefused() throws IOException {
    TestCertificate odd = TestCertificate.of("not a host name");
    assertThat(refused(pair(odd.pem(), odd.keyPem())).cause()).isEqualTo(Cause.NO_NAMES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[4,5] | TLS_V1_2 TLS_V1_3 | ",
        "[\"TLSv1.3\"] | TLS_V1_3 | ",
        "[\"TLS_V1_2\", 5] | TLS_V1_2 TLS_V1_3 | ",
        "{\"names\": [\"Bücher.example\", \"*.a.example\"], \"versions\": [5]} | TLS_V1_3"
            + " | xn--bcher-kva.example *.a.example",
      })
  void optionsOverride(String json, String versions, @Nullable String names) throws Exception {
    Source pair = pair(certificate.pem(), certificate.keyPem());
    Source source = source(pair.certificate(), pair.key(), write("options.json", json));
    Pair read = READER.read(source).pair();
    assertThat(String.join(" ", read.versions().stream().map(Enum::name).toList()))
        .isEqualTo(versions);
    if (names != null) {
      assertThat(String.join(" ", read.names())).isEqualTo(names);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[9] | :1: has 9, which is no TLS version",
        "{\"name\": []} | :1: must be a list of TLS versions",
        "[4,, | :1: is no JSON",
        "{\"names\": [\"a b\"]} | :1: has a name that is no host name",
        "[\"TLSv1.9\"] | :1: has TLSv1.9, which is no TLS version",
        "[4 | :1: is no JSON",
      })
  void wrongOptionsAreNamed(String json, String message) throws IOException {
    Source pair = pair(certificate.pem(), certificate.keyPem());
    Path options = write("options.json", json);
    assertThat(refused(source(pair.certificate(), pair.key(), options)).text())
        .startsWith(options + message.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3cret",
        "[s3cret]",
        "[\"s3cret\"]",
        "{\"names\":[\"s3cret!\"]}",
        "{\"listeners\":[\"s3cret\"]}",
        "{\"s3cret\":1}"
      })
  void whatMayBeASecretIsNotQuoted(String content) throws IOException {
    Source pair = pair(certificate.pem(), certificate.keyPem());
    Path options = write("options.json", content);
    assertThat(refused(source(pair.certificate(), pair.key(), options)).text())
        .startsWith(options + ":1: ")
        .doesNotContain("s3cret");
  }

  @Test
  void moreNamesThanSozuShouldBeAskedAboutAreRefused() throws IOException {
    TestCertificate many =
        TestCertificate.of(
            IntStream.rangeClosed(0, HostNames.MOST)
                .mapToObj(i -> "n" + i + ".example")
                .toArray(String[]::new));
    Fault fault = refused(pair(many.pem(), many.keyPem()));
    assertThat(fault.cause()).isEqualTo(Cause.TOO_LARGE);
    assertThat(fault.words()).contains("more than 1000 host names");
  }

  @Test
  void ofTwoIssuersOfOneNameTheOneThatSignedIsSent() throws Exception {
    TestCertificate before = TestCertificate.authority("issuer");
    TestCertificate now = TestCertificate.authority("issuer");
    TestCertificate leaf = now.issue("leaf.example");
    Source source = pair(leaf.pem() + before.pem() + now.pem(), leaf.keyPem());
    Pair pair = READER.read(source).pair();
    assertThat(READER.again(source, pair).getCertificateChainList()).containsExactly(now.pem());
  }

  @Test
  void whatAParserStumblesOverIsAFaultOfThatFile() throws Exception {
    byte[] nested = new byte[400_000];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x80;
    }
    String key =
        "-----BEGIN EC PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(nested)
            + "\n-----END EC PRIVATE KEY-----\n";
    assertThat(refused(pair(certificate.pem(), key)).words()).contains("cannot be read");
  }

  @Test
  void aKeyStoreMayHoldAKeyAloneOrOneThatIsNotPrivate() throws Exception {
    write("a.key", certificate.keyPem());
    Path password = write("a.password", "s3cret");
    Path file = folder.resolve("a.p12");
    Process openssl =
        new ProcessBuilder(
                "openssl pkcs12 -export -nocerts -passout pass:s3cret -inkey a.key -out a.p12"
                    .split(" ", -1))
            .directory(folder.toFile())
            .start();
    assertThat(openssl.waitFor()).isZero();
    Source source = new Source(Layout.PKCS12, file, null, null, password);
    assertThat(refused(source).cause()).isEqualTo(Cause.NO_CERTIFICATE);

    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setEntry(
        "a",
        new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
        new KeyStore.PasswordProtection("s3cret".toCharArray()));
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "s3cret".toCharArray());
    }
    assertThat(refused(source).text()).startsWith(file + ": has ");
  }

  @Test
  void aKeyThatOthersCanReadIsToldOrRefused() throws Exception {
    Source source = pair(certificate.pem(), certificate.keyPem());
    Path key = folder.resolve("a.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    String words = key + " holds a private key and can be read or changed by others";
    assertThat(READER.read(source).pair().notes()).singleElement().asString().startsWith(words);
    PairReader strict = new PairReader(KeyAccess.REFUSE, NOW);
    assertThat(refused(strict, source).cause()).isEqualTo(Cause.OPEN_KEY);
  }

  @Test
  void onlyRegularFilesOfASensibleSizeAreRead() throws Exception {
    Source good = pair(certificate.pem(), certificate.keyPem());
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(refused(source(pipe, good.key(), null)).text())
        .isEqualTo(pipe + ": is a pipe, a device or a socket");
    assertThat(refused(source(Path.of("/dev/zero"), good.key(), null)).cause())
        .isEqualTo(Cause.NOT_A_FILE);
    assertThat(refused(source(folder, good.key(), null)).text()).endsWith(": is a folder");
    Path large = write("large.crt", "x".repeat(3_000_000));
    assertThat(refused(source(large, good.key(), null)).cause()).isEqualTo(Cause.TOO_LARGE);
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThat(refused(source(loop, good.key(), null)).text())
        .endsWith("/loop: is a symbolic link that leads back to itself");
    assertThat(refused(source(good.certificate(), folder.resolve("none"), null)).cause())
        .isEqualTo(Cause.MISSING);
  }

  @Test
  void oneFileMayHaveBoth() throws Exception {
    Path file = write("a.pem", certificate.keyPem() + certificate.pem());
    Source source = new Source(Layout.COMBINED, file, null, null, null);
    assertThat(READER.read(source).pair().fingerprint()).isEqualTo(certificate.fingerprint());
  }

  @Test
  void pkcs12IsOpenedWithItsPassword() throws Exception {
    Source pair = pair(certificate.pem(), certificate.keyPem());
    Path file = folder.resolve("a.p12");
    store(file, pair, "s3cret");
    Path password = write("a.password", "s3cret\n");

    Source source = new Source(Layout.PKCS12, file, null, null, password);
    Pair read = READER.read(source).pair();

    assertThat(read.fingerprint()).isEqualTo(certificate.fingerprint());
    // With the public part again, which the JDK left out of the file.
    assertThat(READER.again(source, read).getKey()).isEqualTo(certificate.keyPem());
    write("a.password", "wrong");
    assertThat(refused(source).cause()).isEqualTo(Cause.BAD_PASSWORD);
    write("a.password", "s3cret");
    Files.write(file, new byte[] {0x30, 1, 2, 3});
    assertThat(refused(source).cause()).isEqualTo(Cause.BAD_KEY);
  }

  @Test
  void aKeyStoreThatTakesMinutesToOpenIsRefused() throws Exception {
    Source pair = pair(certificate.pem(), certificate.keyPem());
    Path file = folder.resolve("a.p12");
    store(file, pair, "s3cret");
    Source source = new Source(Layout.PKCS12, file, null, null, write("a.password", "s3cret"));
    Pfx good = Pfx.getInstance(Files.readAllBytes(file));
    MacData mac = good.getMacData();

    MacData slow = new MacData(mac.getMac(), mac.getSalt(), Integer.MAX_VALUE);
    Files.write(file, new Pfx(good.getAuthSafe(), slow).getEncoded());
    assertThat(refused(source).cause()).isEqualTo(Cause.TOO_LARGE);
    // 10,000 each for the certificate and the key are what the JDK makes.
    assertThat(refused(source).text())
        .startsWith(file + ": takes " + (Integer.MAX_VALUE + 20_000L) + " rounds");

    ASN1Sequence parts =
        ASN1Sequence.getInstance(
            ASN1OctetString.getInstance(good.getAuthSafe().getContent()).getOctets());
    List<ASN1Encodable> many = new ArrayList<>();
    IntStream.range(0, 200).forEach(i -> parts.forEach(many::add));
    DERSequence all = new DERSequence(many.toArray(new ASN1Encodable[0]));
    ContentInfo safe =
        new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(all.getEncoded()));
    Files.write(file, new Pfx(safe, mac).getEncoded());
    assertThat(refused(source).text()).startsWith(file + ": takes 4010000 rounds");
  }

  private static void store(Path file, Source pair, String password) throws Exception {
    X509Certificate leaf =
        Certificates.of(pair.certificate(), PemFile.read(pair.certificate())).get(0);
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(
                new PKCS8EncodedKeySpec(
                    PemFile.read(List.copyOf(pair.files()).get(1)).get(0).der()));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("a", key, password.toCharArray(), new Certificate[] {leaf});
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    }
  }
}
