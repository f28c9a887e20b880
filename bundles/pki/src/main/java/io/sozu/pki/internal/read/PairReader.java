package io.sozu.pki.internal.read;

import io.sozu.pki.Fault.Cause;
import io.sozu.protocol.command.CertificateAndKey;
import io.sozu.protocol.command.TlsVersion;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads the files of a certificate and makes every check before anything is sent. Stateless. */
public final class PairReader {
  /** What Sōzu's listeners speak by default. */
  private static final List<TlsVersion> VERSIONS =
      List.of(TlsVersion.TLS_V1_2, TlsVersion.TLS_V1_3);

  private final KeyAccess access;
  private final Clock clock;

  /**
   * A reader.
   *
   * @param access what is done about keys that others can read
   */
  public PairReader(KeyAccess access, Clock clock) {
    this.access = access;
    this.clock = clock;
  }

  /**
   * What was found.
   *
   * @param pair that can be served
   * @param certificate the same for Sōzu, with its key and without names: short-lived
   */
  record Found(Pair pair, CertificateAndKey certificate) {
    /** Without the key. */
    @Override
    public String toString() {
      return pair.toString();
    }
  }

  /**
   * A certificate that can be served.
   *
   * @throws Unusable with what is wrong with its files
   */
  Found read(Source source) throws Unusable {
    return guarded(
        source,
        () -> {
          KeyAndCertificates content = KeyAndCertificates.read(source);
          try {
            List<X509Certificate> chain =
                Certificates.chain(source.certificate(), content.certificates(), content.key());
            Pair pair = pair(source, chain, content);
            return new Found(pair, forSozu(pair, chain, content.key()));
          } finally {
            content.key().wipe();
          }
        });
  }

  /**
   * The same certificate again.
   *
   * @param pair as the files were read before
   * @throws Unusable with what is wrong with its files now; also when they hold another certificate
   */
  CertificateAndKey again(Source source, Pair pair) throws Unusable {
    Found found = read(source);
    if (!found.pair().fingerprint().equals(pair.fingerprint())
        || !found.pair().chain().equals(pair.chain())) {
      throw Unusable.file(Cause.CHANGING, source.certificate(), "has changed since it was read");
    }
    return found.certificate();
  }

  private static CertificateAndKey forSozu(Pair pair, List<X509Certificate> chain, Key key) {
    return CertificateAndKey.newBuilder()
        .setCertificate(Encoded.pem(chain.get(0)))
        .addAllCertificateChain(chain.stream().skip(1).map(Encoded::pem).toList())
        .setKey(key.pem())
        .addAllVersions(pair.versions())
        .build();
  }

  private interface Body<T> {
    T read() throws Unusable;
  }

  /** Whatever a parser does about what somebody made up, it is the fault of that one source. */
  private static <T> T guarded(Source source, Body<T> body) throws Unusable {
    try {
      return body.read();
    } catch (RuntimeException | StackOverflowError e) {
      // Its message is not told: it may quote the key.
      throw Unusable.file(
          Cause.NOT_A_CERTIFICATE,
          source.certificate(),
          "cannot be read: a parser fails with " + e.getClass().getSimpleName());
    }
  }

  private Pair pair(Source source, List<X509Certificate> chain, KeyAndCertificates content)
      throws Unusable {
    X509Certificate leaf = chain.get(0);
    Path file = source.certificate();
    checkDates(file, leaf);
    Overrides overrides = Overrides.read(source.options());
    List<String> names = overrides.names().isEmpty() ? HostNames.of(file, leaf) : overrides.names();
    Path keyFile = source.key() == null ? file : source.key();
    List<String> notes = new ArrayList<>(access.check(keyFile));
    int left = content.certificates().size() - chain.size();
    if (left > 0) {
      notes.add(
          file + " has " + left + " certificates that are not of the chain; they are left out");
    }
    return new Pair(
        Encoded.fingerprint(leaf),
        names,
        leaf.getNotBefore().toInstant(),
        leaf.getNotAfter().toInstant(),
        leaf.getIssuerX500Principal().getName(),
        overrides.versions().isEmpty() ? VERSIONS : overrides.versions(),
        overrides.listeners(),
        digest(chain),
        notes);
  }

  private void checkDates(Path file, X509Certificate leaf) throws Unusable {
    Instant now = clock.instant();
    Instant begin = leaf.getNotBefore().toInstant();
    Instant end = leaf.getNotAfter().toInstant();
    if (end.isBefore(now)) {
      throw Unusable.file(Cause.EXPIRED, file, "has a certificate that expired at " + end);
    }
    if (begin.isAfter(now)) {
      throw Unusable.file(
          Cause.NOT_YET_VALID, file, "has a certificate that is not valid before " + begin);
    }
  }

  private static String digest(List<X509Certificate> chain) {
    MessageDigest digest = Encoded.sha256();
    chain.stream().skip(1).map(Encoded::der).forEach(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }
}
