package io.sozu.pki.internal.read;

import io.sozu.pki.Fault.Cause;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Takes a PEM file apart. Text outside of blocks is passed over, as OpenSSL writes some there. */
final class PemFile {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** As all of them are; a whole key that lost its line ends is none, and must not be told. */
  private static final Pattern LABEL = Pattern.compile("[A-Z0-9][A-Z0-9 ]{0,39}");

  private final Path file;
  private final List<Block> blocks = new ArrayList<>();
  private String label = "";
  private int beginning;
  private StringBuilder base64 = new StringBuilder();
  private boolean encrypted;

  private PemFile(Path file) {
    this.file = file;
  }

  /** The blocks of a file, at least one. */
  static List<Block> read(Path file) throws Unusable {
    byte[] content = SafeFile.read(file);
    return parse(file, new String(content, StandardCharsets.ISO_8859_1));
  }

  static List<Block> parse(Path file, String content) throws Unusable {
    PemFile pem = new PemFile(file);
    int number = 0;
    for (String line : content.lines().toList()) {
      pem.line(++number, line.strip());
    }
    return pem.end(content);
  }

  private boolean inside() {
    return !label.isEmpty();
  }

  private void line(int number, String line) throws Unusable {
    if (line.startsWith(BEGIN)) {
      if (inside()) {
        throw truncated();
      }
      String rest = line.substring(BEGIN.length());
      String name = rest.endsWith(DASHES) ? rest.substring(0, rest.length() - DASHES.length()) : "";
      if (!LABEL.matcher(name).matches()) {
        throw Unusable.line(
            Cause.TRUNCATED, file, number, "has an unfinished BEGIN line, or no line end after it");
      }
      label = name;
      beginning = number;
    } else if (inside() && line.startsWith(END)) {
      if (!line.equals(END + label + DASHES)) {
        throw truncated();
      }
      blocks.add(new Block(label, decoded(), beginning, encrypted));
      label = "";
      base64 = new StringBuilder();
      encrypted = false;
    } else if (inside()) {
      body(line);
    }
  }

  private void body(String line) {
    if (line.indexOf(':') >= 0) {
      encrypted |= line.startsWith("Proc-Type:") && line.contains("ENCRYPTED");
    } else if (!encrypted) {
      base64.append(line);
    }
  }

  private byte[] decoded() throws Unusable {
    try {
      return Base64.getDecoder().decode(base64.toString());
    } catch (IllegalArgumentException e) {
      throw Unusable.line(
          Cause.NOT_PEM, file, beginning, "has a " + label + " that is not Base64 throughout");
    }
  }

  private Unusable truncated() {
    return Unusable.line(
        Cause.TRUNCATED, file, beginning, "has a " + label + " without its END line");
  }

  private List<Block> end(String content) throws Unusable {
    if (inside()) {
      throw truncated();
    }
    if (blocks.isEmpty()) {
      if (content.isBlank()) {
        throw Unusable.file(Cause.EMPTY, file, "is empty");
      }
      throw Unusable.file(Cause.NOT_PEM, file, "is not PEM: it has no line -----BEGIN …-----");
    }
    return blocks;
  }
}
