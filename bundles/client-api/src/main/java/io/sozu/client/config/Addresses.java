package io.sozu.client.config;

import io.sozu.protocol.command.IpAddress;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.protocol.command.Uint128;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of Sōzu's messages, for people. */
public final class Addresses {
  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern V4 =
      Pattern.compile("(" + OCTET + "(?:\\." + OCTET + "){3}):(\\d{1,5})");
  private static final Pattern V6 =
      Pattern.compile("\\[([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)]:(\\d{1,5})");
  private static final int HIGHEST_PORT = 65_535;
  private static final int GROUPS = 8;

  private Addresses() {}

  /** An address as people write it: {@code 127.0.0.1:8443}, {@code [::1]:8443}. */
  public static String text(SocketAddress address) {
    IpAddress ip = address.getIp();
    String port = ":" + address.getPort();
    if (ip.hasV6()) {
      return "[" + text(ip.getV6().getHigh(), ip.getV6().getLow()) + "]" + port;
    }
    int v4 = ip.getV4();
    return (v4 >>> 24) + "." + (v4 >>> 16 & 255) + "." + (v4 >>> 8 & 255) + "." + (v4 & 255) + port;
  }

  /** The shortest form (RFC 5952): the first longest run of zeros is left out. */
  private static String text(long high, long low) {
    List<String> groups = new ArrayList<>();
    for (int shift = 48; shift >= 0; shift -= 16) {
      groups.add(Long.toHexString(high >>> shift & 0xffff));
    }
    for (int shift = 48; shift >= 0; shift -= 16) {
      groups.add(Long.toHexString(low >>> shift & 0xffff));
    }
    int begin = 0;
    int longest = 1; // a single zero stays
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups.get(end).equals("0")) {
        end++;
      }
      if (end - i > longest) {
        begin = i;
        longest = end - i;
      }
    }
    return longest == 1
        ? String.join(":", groups)
        : String.join(":", groups.subList(0, begin))
            + "::"
            + String.join(":", groups.subList(begin + longest, GROUPS));
  }

  /**
   * An address that somebody wrote, in the form that {@link #text} gives: {@code [0:0::1]:8443} is
   * {@code [::1]:8443}. A host name is none, because Sōzu has only addresses.
   *
   * @param key of the option, for the message
   * @throws IllegalArgumentException naming key, value and what is allowed
   */
  public static String normal(String key, String text) {
    try {
      for (Pattern form : List.of(V4, V6)) {
        Matcher matcher = form.matcher(text);
        if (matcher.matches()) {
          int port = Integer.parseInt(matcher.group(2));
          if (port >= 1 && port <= HIGHEST_PORT) {
            return text(bytes(matcher.group(1)), port);
          }
        }
      }
    } catch (UnknownHostException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        key
            + "="
            + text
            + ": must be an IP address and a port, such as 0.0.0.0:443 or [::]:443 (IPv6 in"
            + " brackets)");
  }

  /** No name is looked up: each is an address, or has a colon, which no name has. */
  private static byte[] bytes(String address) throws UnknownHostException {
    InetAddress found = InetAddress.getByName(address);
    boolean mapped = address.indexOf(':') >= 0 && found instanceof Inet4Address;
    // Java takes an IPv4 address in IPv6 for the former, and Sōzu does not.
    return mapped
        ? ByteBuffer.allocate(16).putLong(0).putInt(0xffff).put(found.getAddress()).array()
        : found.getAddress();
  }

  private static String text(byte[] ip, int port) {
    ByteBuffer bytes = ByteBuffer.wrap(ip);
    IpAddress.Builder builder = IpAddress.newBuilder();
    if (ip.length == 4) {
      builder.setV4(bytes.getInt());
    } else {
      builder.setV6(Uint128.newBuilder().setHigh(bytes.getLong()).setLow(bytes.getLong()));
    }
    return text(SocketAddress.newBuilder().setIp(builder).setPort(port).build());
  }
}
