package io.sozu.pki.internal.read;

import io.sozu.pki.Fault.Cause;
import java.net.IDN;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The host names that a certificate is for, as clients send them: lower case, in ASCII. */
final class HostNames {
  /** An optional wildcard as the whole first label, and labels of a host name. */
  private static final Pattern NAME =
      Pattern.compile(
          "(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

  /** Sōzu is asked about each name of each certificate. No public authority takes more than 100. */
  static final int MOST = 1_000;

  private static final int LONGEST = 253;
  private static final int DNS = 2;

  private HostNames() {}

  /**
   * The alternative names of a certificate. Its common name does not count: no client looks at it
   * any more. Addresses do not either, because no client names one when it asks for a certificate.
   */
  static List<String> of(Path file, X509Certificate certificate) throws Unusable {
    Set<String> names = new LinkedHashSet<>();
    for (List<?> alternative : alternatives(file, certificate)) {
      if (alternative.get(0) instanceof Integer kind && kind == DNS) {
        String name = plain(String.valueOf(alternative.get(1)));
        if (isName(name)) {
          names.add(name);
        }
      }
    }
    if (names.size() > MOST) {
      throw Unusable.file(
          Cause.TOO_LARGE,
          file,
          "is for more than " + MOST + " host names, each of which is asked");
    }
    if (names.isEmpty()) {
      throw Unusable.file(
          Cause.NO_NAMES,
          file,
          "is for no host name: it has no alternative name of kind DNS that a client could ask for");
    }
    return List.copyOf(names);
  }

  /** A name that somebody wrote, such as {@code bücher.example}. */
  static String written(Path file, int line, String text) throws Unusable {
    try {
      boolean wildcard = text.startsWith("*.");
      String ascii = IDN.toASCII(wildcard ? text.substring(2) : text, IDN.ALLOW_UNASSIGNED);
      String name = plain(wildcard ? "*." + ascii : ascii);
      if (isName(name)) {
        return name;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    // Without the text: the file may be another one than somebody thinks, such as a password.
    throw Unusable.line(Cause.BAD_NAME, file, line, "has a name that is no host name");
  }

  private static Collection<List<?>> alternatives(Path file, X509Certificate certificate)
      throws Unusable {
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      return alternatives == null ? List.of() : alternatives;
    } catch (CertificateParsingException e) {
      throw Unusable.file(Cause.BAD_NAME, file, "has alternative names that cannot be read");
    }
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static boolean isName(String name) {
    return name.length() <= LONGEST && NAME.matcher(name).matches();
  }
}
