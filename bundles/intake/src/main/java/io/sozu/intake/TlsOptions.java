package io.sozu.intake;

import io.sozu.client.config.Check;
import io.sozu.client.config.Values;
import io.sozu.intake.internal.tls.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is spoken with a broker. All files are PEM and are read again for each connection.
 *
 * @param trustFile certificates that the broker's must be signed by; null trusts what the JVM does
 * @param certificateFile our certificate and its chain, if the broker asks for one
 * @param keyFile its key, PKCS #8 ({@code BEGIN PRIVATE KEY}) without a password
 * @param verify whether the broker's certificate is checked. Without, whoever is between can read
 *     the password or token and change Sōzu
 * @param verifyHostname whether it must be for the host that was asked for
 */
public record TlsOptions(
    @Nullable Path trustFile,
    @Nullable Path certificateFile,
    @Nullable Path keyFile,
    boolean verify,
    boolean verifyHostname) {
  /** Everything is checked, against what the JVM trusts; we show no certificate. */
  public static TlsOptions defaults() {
    return new TlsOptions(null, null, null, true, true);
  }

  /**
   * What the keys of a configuration that begin with {@code tls.} say.
   *
   * @throws IllegalArgumentException naming the key, the value and what is allowed
   */
  public static TlsOptions configured(Values values) {
    TlsOptions options =
        new TlsOptions(
            path(values, "tls.trust.file"),
            path(values, "tls.certificate.file"),
            path(values, "tls.key.file"),
            values.flag("tls.verify", true),
            values.flag("tls.hostname.verify", true));
    Check.that(
        (options.certificateFile == null) == (options.keyFile == null),
        "tls.key.file",
        String.valueOf(options.keyFile),
        "given together with tls.certificate.file");
    return options;
  }

  private static @Nullable Path path(Values values, String key) {
    String text = values.text(key, "");
    return text.isEmpty() ? null : Path.of(text);
  }

  /** The same with other certificates to trust. */
  public TlsOptions withTrust(Path file) {
    return new TlsOptions(file, certificateFile, keyFile, verify, verifyHostname);
  }

  /** The same with a certificate of our own. */
  public TlsOptions withCertificate(Path certificate, Path key) {
    return new TlsOptions(trustFile, certificate, key, verify, verifyHostname);
  }

  /** The same with or without the checks. */
  public TlsOptions withVerification(boolean certificate, boolean hostname) {
    return new TlsOptions(trustFile, certificateFile, keyFile, certificate, hostname);
  }

  /**
   * What one connection trusts and shows, read from the files now.
   *
   * @throws IOException naming the key and the file that is wrong
   */
  public SSLContext context() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(Pem.keys(this), Pem.trust(this), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS: " + e.getMessage(), e);
    }
  }

  /**
   * The client's end of one connection, which checks whatever is to be checked.
   *
   * @throws IOException as {@link #context}
   */
  public SSLEngine engine(String host, int port) throws IOException {
    SSLEngine engine = context().createSSLEngine(host, port);
    engine.setUseClientMode(true);
    if (verify && verifyHostname) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    return engine;
  }

  /** What is not checked, for the health of a connector; empty if everything is. */
  public String warning() {
    if (!verify) {
      return "the broker's certificate is not checked (tls.verify = false)";
    }
    return verifyHostname
        ? ""
        : "the broker's certificate may be another host's (tls.hostname.verify = false)";
  }
}
