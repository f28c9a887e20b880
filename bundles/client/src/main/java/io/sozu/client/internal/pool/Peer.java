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
 * @param file the socket file, null where there is none
 */
record Peer(long pid, long uid, @Nullable SocketFile file) {
  /**
   * One socket file. In a container each Sōzu has the same pid, and file systems give the numbers
   * of removed files out again, so the time of its making counts as well.
   *
   * @param key its number and its file system's, null where there are none
   */
  record SocketFile(@Nullable Object key, FileTime made) {}

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
    SocketFile now = fileOf(socket);
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

  private static @Nullable SocketFile fileOf(Path socket) {
    try {
      BasicFileAttributes file = Files.readAttributes(socket, BasicFileAttributes.class);
      // Nothing modifies a socket file after its making.
      return new SocketFile(file.fileKey(), file.lastModifiedTime());
    } catch (IOException e) {
      return null;
    }
  }
}
