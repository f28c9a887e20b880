package io.sozu.protocol;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.json.ProtobufJson;
import io.sozu.protocol.json.ProtobufJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Requests that tests keep as JSON lines, with free ports and fresh certificates in them. */
public final class Questions {
  private static final int CERTIFICATES = 3;

  private final Map<String, String> values = new LinkedHashMap<>();

  /** Chooses the ports and makes the certificates; {@code folder} keeps their key stores. */
  public Questions(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
    // HTTP6 and HTTPS come before HTTP, which they begin with.
    for (String name : List.of("HTTP6", "HTTPS", "HTTP", "GONE", "MTLS", "TCP", "UDP", "WEB")) {
      values.put(name, String.valueOf(RealSozu.freePort()));
    }
    for (int i = 0; i < CERTIFICATES; i++) {
      TestCertificate certificate = TestCertificate.make(folder, "cert" + i + ".example");
      values.put("CERT" + i, certificate.pem().replace("\n", "\\n"));
      values.put("KEY" + i, certificate.key().replace("\n", "\\n"));
      values.put("FINGERPRINT" + i, certificate.fingerprint());
    }
  }

  /** What stands for {@code $name}. */
  public String value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  /** The lines of a resource beside {@code owner}, filled in. */
  public List<String> lines(Class<?> owner, String resource) throws IOException {
    String text;
    try (InputStream in = Objects.requireNonNull(owner.getResourceAsStream(resource), resource)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("$" + value.getKey(), value.getValue());
    }
    return text.lines().toList();
  }

  /** Lines as requests; what is before a line's brace is for people and tests. */
  public static List<Request> parse(List<String> lines) throws ProtobufJsonException {
    List<Request> requests = new ArrayList<>();
    for (String line : lines) {
      requests.add(ProtobufJson.parse(line.substring(line.indexOf('{'))));
    }
    return requests;
  }
}
