package com.example.sozu;

import io.sozu.client.SozuClient;
import io.sozu.intake.Format;
import io.sozu.intake.Intake;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.Message;
import io.sozu.intake.Result;
import io.sozu.intake.Source;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Takes a request as JSON by HTTP POST, and answers with what became of it. */
@Component(service = Servlet.class, property = "osgi.http.whiteboard.servlet.pattern=/requests")
public class PostConnector extends HttpServlet implements Source<PostConnector.Posted> {
  record Posted(String id, byte[] body, Instant published) implements Message {
    @Override
    public String contentType() {
      return Format.JSON.contentType();
    }
  }

  private static final int LONGEST = 1_000_000;

  private final AtomicLong count = new AtomicLong();
  private final Intake<Posted> intake;

  @Activate
  public PostConnector(@Reference(target = "(sozu.instance=main)") SozuClient sozu) {
    intake = Intake.open(sozu, "post", this, IntakeOptions.defaults());
  }

  @Deactivate
  void stop() {
    intake.close();
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
    byte[] body = request.getInputStream().readNBytes(LONGEST);
    Posted message = new Posted("post-" + count.incrementAndGet(), body, Instant.now());
    try {
      intake.room().toCompletableFuture().get(5, TimeUnit.SECONDS);
      Result result = intake.take(message).toCompletableFuture().get(15, TimeUnit.SECONDS);
      response.setStatus(result.inForce() ? 200 : 422);
      response.getWriter().println(result.verdict() + " " + result.reason());
    } catch (TimeoutException | ExecutionException | InterruptedException e) {
      response.sendError(503, message.id() + " was not applied in time; it may still be");
    }
  }

  @Override
  public void acknowledge(Posted last) {} // Nobody delivers it again: its author has the answer.

  @Override
  public CompletionStage<?> deadLetter(Posted message, Result result) {
    return CompletableFuture.completedFuture(null); // The author is told at once.
  }
}
