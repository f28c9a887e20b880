package io.sozu.client.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;

final class PeerTest {
  @Test
  void aSocketFileOfTheSameNumberThatWasMadeAtAnotherTimeIsAnotherSozu(@TempDir Path folder)
      throws IOException {
    Path socket = folder.resolve("socket");
    AFUNIXSocketAddress address = AFUNIXSocketAddress.of(socket);
    try (AFUNIXServerSocketChannel listener = AFUNIXServerSocketChannel.open()) {
      listener.bind(address);
      Peer before = peer(address, socket);
      assertThat(before.replacedAt(socket)).isFalse();
      assertThat(peer(address, socket)).isEqualTo(before);

      // As when its number is given out again.
      Files.setLastModifiedTime(socket, FileTime.fromMillis(0));

      assertThat(before.replacedAt(socket)).isTrue();
      assertThat(peer(address, socket)).isNotEqualTo(before);
      assertThat(peer(address, socket).pid()).isEqualTo(before.pid());
    }
  }

  private static Peer peer(AFUNIXSocketAddress address, Path socket) throws IOException {
    try (AFUNIXSocketChannel channel = AFUNIXSocketChannel.open()) {
      channel.connect(address);
      return Peer.of(channel, socket);
    }
  }

  @Test
  void aSocketFileThatIsGoneIsNotReplaced(@TempDir Path folder) throws IOException {
    Path socket = folder.resolve("socket");
    AFUNIXSocketAddress address = AFUNIXSocketAddress.of(socket);
    try (AFUNIXServerSocketChannel listener = AFUNIXServerSocketChannel.open()) {
      listener.bind(address);
      Peer before = peer(address, socket);

      Files.delete(socket);

      assertThat(before.replacedAt(socket)).isFalse();
    }
  }
}
