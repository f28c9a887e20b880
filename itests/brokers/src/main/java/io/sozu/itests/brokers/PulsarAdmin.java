package io.sozu.itests.brokers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * What tests administer of a broker, over its REST interface. Topics are {@code
 * tenant/namespace/name}.
 *
 * @param url of the interface
 */
public record PulsarAdmin(String url) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** The namespaces of a tenant, as JSON. */
  public String namespaces(String tenant) {
    return expect("GET", "/admin/v2/namespaces/" + tenant, "");
  }

  /** Makes a namespace, {@code tenant/name}. */
  public void createNamespace(String namespace) {
    expect("PUT", "/admin/v2/namespaces/" + namespace, "{}");
  }

  /** Removes a namespace with all that is in it. */
  public void deleteNamespace(String namespace) {
    expect("DELETE", "/admin/v2/namespaces/" + namespace + "?force=true", "");
  }

  /** Makes a topic that has no partitions. */
  public void createTopic(String topic) {
    expect("PUT", "/admin/v2/persistent/" + topic, "");
  }

  /** Makes a topic with partitions. */
  public void createPartitioned(String topic, int partitions) {
    expect("PUT", "/admin/v2/persistent/" + topic + "/partitions", Integer.toString(partitions));
  }

  /** Unloads a topic: its consumers and producers must come back. */
  public void unload(String topic) {
    expect("PUT", "/admin/v2/persistent/" + topic + "/unload", "");
  }

  /** Removes a topic and whoever uses it. */
  public void deleteTopic(String topic) {
    expect("DELETE", "/admin/v2/persistent/" + topic + "?force=true", "");
  }

  /** Begins to compact a topic. */
  public void compact(String topic) {
    expect("PUT", "/admin/v2/persistent/" + topic + "/compaction", "");
  }

  /** How the last compaction went: {@code SUCCESS} when it is over. */
  public String compaction(String topic) {
    return expect("GET", "/admin/v2/persistent/" + topic + "/compaction", "");
  }

  /** Statistics of a topic, as JSON. */
  public String stats(String topic) {
    return expect("GET", "/admin/v2/persistent/" + topic + "/stats?getPreciseBacklog=true", "");
  }

  private String expect(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            method + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(method + " " + path, e);
    }
  }
}
