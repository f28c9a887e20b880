package io.sozu.testkit.internal.demo;

import io.sozu.protocol.command.ListenerType;
import io.sozu.protocol.command.Request;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.Requests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a simulated Sōzu needs of Sōzu's TOML, read line by line: keys of the top level, listeners,
 * and clusters whose frontends and backends are on one line. It is no reader of TOML.
 */
public final class SozuToml {
  private static final Pattern TABLE = Pattern.compile("\\s*\\[+\\s*([^\\]]+?)\\s*\\]+.*");
  private static final Pattern ENTRY = Pattern.compile("\\s*([a-z_]+)\\s*=\\s*(.*?)\\s*");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern INLINE = Pattern.compile("\\{([^}]*)\\}");
  private static final Pattern MEMBER = Pattern.compile("([a-z_]+)\\s*=\\s*\"([^\"]*)\"");

  private final Path folder;
  private Path commandSocket;
  private PeerOptions options = PeerOptions.defaults();
  private final List<Request> requests = new ArrayList<>();
  private String table = "";
  private String protocol = "";
  private String address = "";

  private SozuToml(Path folder, Path commandSocket) {
    this.folder = folder;
    this.commandSocket = commandSocket;
  }

  /** Reads a file; its socket is relative to its folder. */
  public static SozuToml read(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.resolveSibling(".").normalize();
    SozuToml toml = new SozuToml(folder, folder.resolve("sozu.sock"));
    for (String line : Files.readAllLines(absolute)) {
      toml.line(line.replaceFirst("^\\s*#.*", ""));
    }
    toml.endTable();
    return toml;
  }

  /** Sōzu's defaults, on a socket. */
  public static SozuToml socket(Path socket) {
    return new SozuToml(socket.toAbsolutePath().resolveSibling("."), socket.toAbsolutePath());
  }

  /** Where it listens. */
  public Path commandSocket() {
    return commandSocket;
  }

  /** Sizes and numbers. */
  public PeerOptions options() {
    return options;
  }

  /** Listeners and clusters, as the requests that make them. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  private void line(String line) {
    Matcher header = TABLE.matcher(line);
    if (header.matches()) {
      endTable();
      table = header.group(1);
      if (table.startsWith("clusters.")) {
        requests.add(Requests.addCluster(cluster()));
      }
      return;
    }
    Matcher entry = ENTRY.matcher(line);
    if (entry.matches()) {
      entry(entry.group(1), entry.group(2));
    }
  }

  private void entry(String key, String value) {
    if (table.isEmpty()) {
      topLevel(key, value);
    } else if (table.equals("listeners")) {
      protocol = key.equals("protocol") ? text(value) : protocol;
      address = key.equals("address") ? text(value) : address;
    } else if (table.startsWith("clusters.")) {
      clusterEntry(key, value);
    }
  }

  private void topLevel(String key, String value) {
    switch (key) {
      case "command_socket" -> commandSocket = folder.resolve(text(value)).normalize();
      case "worker_count" -> options = options.withWorkers(number(value));
      case "command_buffer_size" ->
          options = options.withBuffers(number(value), options.maxCommandBuffer());
      case "max_command_buffer_size" ->
          options = options.withBuffers(options.commandBuffer(), number(value));
      default -> {}
    }
  }

  private void clusterEntry(String key, String value) {
    Matcher inline = INLINE.matcher(value);
    for (int i = 0; inline.find(); i++) {
      String at = "";
      String hostname = "";
      Matcher member = MEMBER.matcher(inline.group(1));
      while (member.find()) {
        at = member.group(1).equals("address") ? member.group(2) : at;
        hostname = member.group(1).equals("hostname") ? member.group(2) : hostname;
      }
      if (key.equals("frontends")) {
        requests.add(Requests.addHttpFrontend(cluster(), socketAddress(at), hostname));
      } else if (key.equals("backends")) {
        int port = socketAddress(at).getPort();
        requests.add(Requests.addBackend(cluster(), cluster() + "-" + i, port));
      }
    }
  }

  private void endTable() {
    if (table.equals("listeners") && !address.isEmpty()) {
      InetSocketAddress at = socketAddress(address);
      boolean https = protocol.equals("https");
      requests.add(https ? Requests.addHttpsListener(at) : Requests.addHttpListener(at));
      requests.add(Requests.activateListener(at, https ? ListenerType.HTTPS : ListenerType.HTTP));
    }
    protocol = "";
    address = "";
  }

  private String cluster() {
    return table.substring("clusters.".length()).replace("\"", "");
  }

  private static String text(String value) {
    Matcher quoted = QUOTED.matcher(value);
    return quoted.find() ? quoted.group(1) : value;
  }

  private static int number(String value) {
    return Integer.parseInt(value.replaceFirst("#.*", "").replace("_", "").strip());
  }

  private static InetSocketAddress socketAddress(String address) {
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }
}
