package io.sozu.itests.brokers;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.sozu.intake.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;

/**
 * Publishes requests to the broker of a {@code ./run --with}: what each line of the input has, a
 * request in protobuf's JSON mapping, as one message; or, if there is a zero byte, the whole input
 * as the records of one of Sōzu's state files. It ends when the broker has them.
 */
public final class Publish {
  private static final String USAGE =
      "usage: itests/brokers/publish --env FILE [--to pulsar|rabbitmq] [REQUESTS]";

  private static final int CONFIRM_MILLIS = 30_000;

  /** What is wrong with what the user gave. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private final Map<String, String> addresses = new HashMap<>();
  private String broker = "";
  private String requests = "";

  private Publish() {}

  /** See {@link #USAGE}. */
  public static void main(String[] arguments) {
    try {
      System.out.println(new Publish().run(List.of(arguments)));
    } catch (NoSuchFileException e) {
      fail("there is no file " + e.getMessage());
    } catch (Exception e) {
      fail(e instanceof Refused ? String.valueOf(e.getMessage()) : e.toString());
    }
  }

  private static void fail(String message) {
    System.err.println("publish: " + message);
    System.exit(1);
  }

  private String run(List<String> arguments) throws Exception {
    read(arguments);
    byte[] input = input();
    List<byte[]> bodies = List.of(input);
    Format format = Format.STATE;
    String text = new String(input, StandardCharsets.UTF_8);
    if (text.indexOf('\0') < 0) {
      bodies =
          text.lines()
              .filter(line -> !line.isBlank())
              .map(line -> line.getBytes(StandardCharsets.UTF_8))
              .toList();
      format = Format.JSON;
    }
    if (broker.equals("pulsar")) {
      toPulsar(bodies, format);
    } else {
      toRabbitMq(bodies, format);
    }
    return bodies.size() + " messages are published to " + broker;
  }

  private void read(List<String> arguments) throws Exception {
    String file = "";
    for (int at = 0; at < arguments.size(); at++) {
      String word = arguments.get(at);
      if (!word.startsWith("-")) {
        requests = word;
      } else if (word.equals("--env") && at + 1 < arguments.size()) {
        file = arguments.get(++at);
      } else if (word.equals("--to") && at + 1 < arguments.size()) {
        broker = arguments.get(++at);
      } else {
        throw new Refused(USAGE);
      }
    }
    if (file.isEmpty()) {
      throw new Refused(USAGE);
    }
    for (String line : Files.readAllLines(Path.of(file))) {
      String[] pair = line.split("=", 2);
      addresses.put(pair[0], pair[pair.length - 1]);
    }
    choose(file);
  }

  private void choose(String file) throws Refused {
    boolean pulsar = addresses.containsKey("PULSAR_URL");
    boolean rabbit = addresses.containsKey("RABBITMQ_URL");
    if (broker.isEmpty()) {
      if (pulsar && rabbit) {
        throw new Refused(file + " has two brokers: choose one with --to pulsar or --to rabbitmq");
      }
      broker = pulsar ? "pulsar" : "rabbitmq";
    }
    if (!(broker.equals("pulsar") ? pulsar : broker.equals("rabbitmq") && rabbit)) {
      throw new Refused(file + " has no broker " + broker + ": is it of ./run --with " + broker);
    }
  }

  private byte[] input() throws IOException {
    if (!requests.isEmpty()) {
      return Files.readAllBytes(Path.of(requests));
    }
    try (InputStream in = System.in) {
      return in.readAllBytes();
    }
  }

  private String address(String key) throws Refused {
    String value = addresses.get(key);
    if (value == null) {
      throw new Refused("the file has no " + key);
    }
    return value;
  }

  private void toPulsar(List<byte[]> bodies, Format format) throws Exception {
    try (PulsarClient client = PulsarClient.builder().serviceUrl(address("PULSAR_URL")).build();
        Producer<byte[]> producer = client.newProducer().topic(address("PULSAR_TOPIC")).create()) {
      for (byte[] body : bodies) {
        producer.newMessage().value(body).property("content-type", format.contentType()).send();
      }
    }
  }

  private void toRabbitMq(List<byte[]> bodies, Format format) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(address("RABBITMQ_URL"));
    BasicProperties properties =
        new BasicProperties.Builder().contentType(format.contentType()).deliveryMode(2).build();
    AtomicInteger lost = new AtomicInteger();
    try (Connection connection = factory.newConnection("publish");
        Channel channel = connection.createChannel()) {
      channel.addReturnListener(returned -> lost.incrementAndGet());
      channel.confirmSelect();
      for (byte[] body : bodies) {
        channel.basicPublish(address("RABBITMQ_EXCHANGE"), "sozu", true, properties, body);
      }
      channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
    }
    if (lost.get() > 0) {
      throw new Refused(lost + " messages came back: no queue wants them");
    }
  }
}
