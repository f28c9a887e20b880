package io.sozu.pki.internal.read;

import io.sozu.pki.Fault.Cause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a PKCS #12 file: one key and its certificates. */
final class Pkcs12 {
  private final Path file;

  private Pkcs12(Path file) {
    this.file = file;
  }

  static KeyAndCertificates read(Path file, @Nullable Path passwordFile) throws Unusable {
    char[] password = password(passwordFile);
    byte[] content = SafeFile.read(file);
    try {
      return new Pkcs12(file).read(content, password);
    } finally {
      Arrays.fill(password, '\0');
      Arrays.fill(content, (byte) 0);
    }
  }

  private static char[] password(@Nullable Path file) throws Unusable {
    return file == null
        ? new char[0]
        : new String(SafeFile.read(file), StandardCharsets.UTF_8).strip().toCharArray();
  }

  private KeyAndCertificates read(byte[] content, char[] password) throws Unusable {
    try {
      Rounds.check(file, content);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password);
      List<String> aliases = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          aliases.add(alias);
        }
      }
      if (aliases.isEmpty()) {
        throw Unusable.file(Cause.NO_KEY, file, "has no private key");
      }
      if (aliases.size() > 1) {
        throw Unusable.file(Cause.SEVERAL_KEYS, file, "has more than one private key");
      }
      return entry(store, aliases.get(0), password);
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw Unusable.file(
            Cause.BAD_PASSWORD, file, "cannot be opened with the password that it has");
      }
      throw Unusable.file(Cause.BAD_KEY, file, "is no PKCS #12 file, or only a part of one");
    } catch (GeneralSecurityException e) {
      throw Unusable.file(Cause.BAD_KEY, file, "is a PKCS #12 file that cannot be read");
    }
  }

  private KeyAndCertificates entry(KeyStore store, String alias, char[] password)
      throws GeneralSecurityException, Unusable {
    // None where there is a key alone.
    Certificate @Nullable [] chain = store.getCertificateChain(alias);
    if (chain == null) {
      throw Unusable.file(Cause.NO_CERTIFICATE, file, "has no certificate for its private key");
    }
    if (!(store.getKey(alias, password) instanceof PrivateKey key)) {
      throw Unusable.file(Cause.NO_KEY, file, "has a key that is no private key");
    }
    List<X509Certificate> certificates = new ArrayList<>();
    for (Certificate certificate : chain) {
      if (certificate instanceof X509Certificate x509) {
        certificates.add(x509);
      }
    }
    byte[] encoded = key.getEncoded();
    try {
      return new KeyAndCertificates(Keys.of(file, encoded), certificates);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }
}
