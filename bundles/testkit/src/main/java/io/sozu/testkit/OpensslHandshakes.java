package io.sozu.testkit;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client sees that shares nothing with ours: OpenSSL makes the handshake and reads the
 * certificates. Needs {@code openssl} on the PATH.
 */
public final class OpensslHandshakes {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", Pattern.DOTALL);

  private static final Pattern FINGERPRINT =
      Pattern.compile("^sha256 fingerprint=(.+)$", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private static final Pattern ISSUER = Pattern.compile("^issuer=(.+)$", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("DNS:([^,\\s]+)");

  private OpensslHandshakes() {}

  /** What a listener shows for a name. */
  public static Shown shown(InetSocketAddress listener, String name) {
    String address = listener.getAddress().getHostAddress() + ":" + listener.getPort();
    String said =
        Tools.run(
            "", "openssl", "s_client", "-connect", address, "-servername", name, "-showcerts");
    List<String> chain = CERTIFICATE.matcher(said).results().map(MatchResult::group).toList();
    if (chain.isEmpty()) {
      return Shown.failed(said);
    }
    List<String> read = chain.stream().map(OpensslHandshakes::read).toList();
    return new Shown(
        read.stream().map(OpensslHandshakes::fingerprint).toList(),
        first(ISSUER, read.get(0)),
        NAME.matcher(read.get(0)).results().map(found -> found.group(1)).toList(),
        "");
  }

  private static String read(String pem) {
    return Tools.run(
        pem + "\n",
        "openssl",
        "x509",
        "-noout",
        "-sha256",
        "-fingerprint",
        "-issuer",
        "-nameopt",
        "RFC2253",
        "-ext",
        "subjectAltName");
  }

  private static String fingerprint(String read) {
    return first(FINGERPRINT, read).replace(":", "").toLowerCase(Locale.ROOT);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("openssl says no " + pattern + " in: " + text);
    }
    return matcher.group(1);
  }
}
