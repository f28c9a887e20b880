package io.sozu.client.internal.metrics;

import io.sozu.protocol.command.AddBackend;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.state.StateFileWriter;
import io.sozu.testkit.Requests;
import io.sozu.testkit.SozuPeer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fills a Sōzu through a state file. */
final class Load implements AutoCloseable {
  private final Path file;
  private final StateFileWriter writer;

  Load(SozuPeer peer) throws IOException {
    file = peer.folder().resolve("load.json");
    writer = new StateFileWriter(new BufferedOutputStream(Files.newOutputStream(file)));
  }

  /** Clusters with one backend each, that nobody listens on. */
  Load clusters(int count) throws IOException {
    for (int at = 0; at < count; at++) {
      writer.write(Requests.addCluster(id(at)));
      writer.write(Requests.addBackend(id(at), id(at) + "-0", 9));
    }
    return this;
  }

  /** Frontends of the first so many clusters, their ids being the host names. */
  Load frontends(SozuPeer peer, int count) throws IOException {
    for (int at = 0; at < count; at++) {
      writer.write(Requests.addHttpFrontend(id(at), peer.http(), id(at)));
    }
    return this;
  }

  /** {@link #cluster(SozuPeer, String, int, String)} with names that begin with the cluster's. */
  Load cluster(SozuPeer peer, String id, int backends) throws IOException {
    return cluster(peer, id, backends, id + "-backend-");
  }

  /**
   * A cluster with backends on loopback addresses of their own, that nobody listens on.
   *
   * @param name of each backend, before its number
   */
  Load cluster(SozuPeer peer, String id, int backends, String name) throws IOException {
    writer.write(Requests.addCluster(id));
    writer.write(Requests.addHttpFrontend(id, peer.http(), id));
    for (int at = 0; at < backends; at++) {
      byte[] address = {127, 9, (byte) (at >> 8), (byte) at};
      writer.write(
          Request.newBuilder()
              .setAddBackend(
                  AddBackend.newBuilder()
                      .setClusterId(id)
                      .setBackendId(name + at)
                      .setAddress(
                          Requests.address(
                              new InetSocketAddress(InetAddress.getByAddress(address), 9))))
              .build());
    }
    return this;
  }

  static String id(int at) {
    return "cluster-%06d".formatted(at);
  }

  /** The finished file. */
  Path file() throws IOException {
    writer.close();
    return file;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
