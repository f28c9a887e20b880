/** Applies what is published to a RabbitMQ exchange to Sōzu. */
module io.sozu.rabbitmq {
  requires transitive io.sozu.intake;
  requires com.rabbitmq.client;
  // For com.rabbitmq.client, which has no descriptor that could ask for it.
  requires io.netty.handler;
  requires org.slf4j;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static osgi.core;

  exports io.sozu.rabbitmq;
}
