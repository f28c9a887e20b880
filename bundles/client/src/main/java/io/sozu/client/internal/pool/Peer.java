package io.sozu.client.internal.pool;

import io.sozu.client.Unreachable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketCredentials;

/**
 * Who is at the other end: another process or another socket file is another Sōzu.
 *
 * @param pid process that listens, as SO_PEERCRED tells it
 * @param uid user it runs as
 * @param file identity of the socket file, null where the file system has none
 */
record Peer(long pid, long uid, @Nullable Object file) {
  /** A file of a number, which file systems give again at once, made at a time. */
  private record Made(Object key, FileTime at) {}

  /** No Sōzu yet. */
  static final Peer NONE = new Peer(-1, -1, null);

  /** The peer of a connected channel. */
  static Peer of(AFUNIXSocketChannel channel, Path socket) throws IOException {
    AFUNIXSocketCredentials credentials = channel.getPeerCredentials();
    if (credentials == null) {
      return new Peer(-1, -1, fileOf(socket));
    }
    return new Peer(credentials.getPid(), credentials.getUid(), fileOf(socket));
  }

  /** Whether the socket file is no longer the one this peer was reached through. */
  boolean replacedAt(Path socket) {
    Object now = fileOf(socket);
    return now != null && !Objects.equals(now, file);
  }

  /**
   * Refuses a peer that runs as another user than {@code user} (name or number), unless that is
   * null.
   */
  void mustRunAs(@Nullable String user) throws IOException {
    if (user == null) {
      return;
    }
    UserPrincipalLookupService users = FileSystems.getDefault().getUserPrincipalLookupService();
    // Users of one number are equal whatever they were looked up by.
    if (!users
        .lookupPrincipalByName(user)
        .equals(users.lookupPrincipalByName(Long.toString(uid)))) {
      throw new Unreachable(
          "the process at the socket runs as user " + uid + ", not as peer.user=" + user);
    }
  }

  private static @Nullable Object fileOf(Path socket) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(socket, BasicFileAttributes.class);
      Object key = attributes.fileKey();
      return key == null ? null : new Made(key, attributes.creationTime());
    } catch (IOException e) {
      return null;
    }
  }
}
