package io.sozu.pki.internal.read;

import io.sozu.pki.Fault.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/** What is done about keys that others than their owner can read. */
public enum KeyAccess {
  /** It is told. */
  WARN,
  /** The certificate is not served. */
  REFUSE;

  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /** What is to be told of a file that holds a key. */
  List<String> check(Path file) throws Unusable {
    Set<PosixFilePermission> permissions;
    try {
      permissions = Files.getPosixFilePermissions(file);
    } catch (UnsupportedOperationException e) {
      return List.of();
    } catch (IOException e) {
      throw SafeFile.failed(file, e);
    }
    if (permissions.stream().noneMatch(OTHERS::contains)) {
      return List.of();
    }
    String words = "holds a private key and can be read or changed by others than its owner";
    if (this == REFUSE) {
      throw Unusable.file(Cause.OPEN_KEY, file, words);
    }
    return List.of(file + " " + words);
  }
}
