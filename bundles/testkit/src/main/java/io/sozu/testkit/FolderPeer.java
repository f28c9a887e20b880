package io.sozu.testkit;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A Sōzu as its folder tells it. */
abstract class FolderPeer implements SozuPeer {
  final PeerFolder folder;

  FolderPeer(PeerFolder folder) {
    this.folder = folder;
  }

  @Override
  public final PeerOptions options() {
    return folder.options();
  }

  @Override
  public final Path folder() {
    return folder.path();
  }

  @Override
  public final Path config() {
    return folder.config();
  }

  @Override
  public final Path socket() {
    return folder.socket();
  }

  @Override
  public final InetSocketAddress http() {
    return folder.http();
  }

  @Override
  public final InetSocketAddress https() {
    return folder.https();
  }
}
