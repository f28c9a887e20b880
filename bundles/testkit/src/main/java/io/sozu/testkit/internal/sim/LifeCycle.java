package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.EventKind;
import io.sozu.protocol.command.ProtectedHealthCheckPhase;
import io.sozu.protocol.command.ProtectedHealthCheckReply;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.testkit.internal.state.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Log levels, reload, upgrades and the end. */
final class LifeCycle {
  private final MainProcess main;
  private final Runnable end;
  private List<Request> configured = List.of();

  LifeCycle(MainProcess main, Runnable end) {
    this.main = main;
    this.end = end;
  }

  /** What the TOML says: applied at the start, and again at every reload. */
  void configure(List<Request> requests) {
    configured = List.copyOf(requests);
    for (Request request : configured) {
      try {
        main.configure(request);
      } catch (Refusal refusal) {
        throw new IllegalStateException(refusal);
      }
    }
  }

  void handle(Request request, Reply reply) {
    switch (request.getRequestTypeCase()) {
      case LOGGING -> logging(request, reply);
      case RELOAD_CONFIGURATION -> reload(request.getReloadConfiguration(), reply);
      case UPGRADE_MAIN -> upgradeMain(reply);
      case UPGRADE_WORKER -> upgradeWorker(request.getUpgradeWorker(), reply);
      case QUERY_PROTECTED_HEALTH_CHECK_SUPPORT -> protectedSupport(reply);
      case SOFT_STOP -> stop(request, reply, "Performing soft stop...");
      case HARD_STOP -> stop(request, reply, "Performing hard stop...");
      default -> reply.failure("protected health checks are not available");
    }
  }

  private void logging(Request request, Reply reply) {
    main.events().tellMain(KindFacts.of(EventKind.LOGGING_LEVEL_CHANGED));
    main.count(Optional.of("config.logging_level_changed"));
    String filter = request.getLogging();
    for (String directive : filter.split(",", -1)) {
      if (directive.chars().filter(c -> c == '=').count() > 1) {
        reply.failure("Error parsing logging filter:\n- Too many '='s: " + directive);
        return;
      }
    }
    main.changes().apply(request, reply);
  }

  private void reload(String path, Reply reply) {
    if (!path.isEmpty() && !Files.exists(Path.of(path))) {
      reply.failure(
          "cannot load configuration from '"
              + path
              + "': Could not read file "
              + path
              + ": No such file or directory (os error 2)");
      return;
    }
    reply.processing("Reloading static configuration at path " + path);
    main.count(Optional.of("config.configuration_reloaded"));
    List<Request> taken = new ArrayList<>();
    for (Request request : configured) {
      try {
        main.dispatch(request);
        taken.add(request);
      } catch (Refusal refusal) {
        reply.processing("Could not execute request on state: " + refusal.text());
      }
    }
    Gathering gathering =
        new Gathering(
            (answers, timedOut) -> {
              main.events().hold(KindFacts.of(EventKind.CONFIGURATION_RELOADED));
              reply.ok(
                  "Successfully loaded the config: "
                      + answers.ok()
                      + " ok, "
                      + answers.errors()
                      + " errors");
            });
    for (int i = 0; i < taken.size(); i++) {
      gathering.scatter(i, main.workers().running(), taken.get(i));
    }
    gathering.seal(main.loop(), main.options().workerTimeout());
  }

  private void upgradeMain(Reply reply) {
    // Connections survive; a simulated main process has nothing else to lose.
    main.events().tellMain(KindFacts.of(EventKind.MAIN_UPGRADED));
    reply.processing("Upgrading the main process...");
    reply.ok(
        "Upgrade successful, closing main process. New main process has pid " + Workers.newPid());
  }

  private void upgradeWorker(int id, Reply reply) {
    if (!main.workers().has(id)) {
      reply.failure("Worker " + id + " does not exist, or is stopping / stopped");
      return;
    }
    reply.processing("Requesting listen sockets from worker " + id);
    Worker fresh = main.workers().launch();
    reply.processing("Launched a new worker with id " + fresh.id());
    reply.processing("Soft stopping worker with id " + id);
    main.workers().running(id).die();
    main.count(Optional.of("config.worker_upgraded"));
    reply.ok(
        "Upgrade successful:\n- finished soft stop of worker "
            + id
            + "\n- finished activation of new worker "
            + fresh.id());
  }

  private void protectedSupport(Reply reply) {
    reply.processing("Checking that every worker supports protected health checks...");
    reply.ok(
        "protected health checks are supported by "
            + main.workers().running().size()
            + " worker(s)",
        ResponseContent.newBuilder()
            .setProtectedHealthCheckReply(
                ProtectedHealthCheckReply.newBuilder()
                    .setPhase(ProtectedHealthCheckPhase.PROTECTED_HEALTH_CHECK_CAPABILITY)
                    .setClusterId("")
                    .setVersion(0))
            .build());
  }

  private void stop(Request request, Reply reply, String word) {
    main.events().tellMain(KindFacts.of(EventKind.SOZU_STOP_REQUESTED));
    reply.processing(word);
    if (request.hasSoftStop()) {
      for (Worker worker : main.workers().running()) {
        reply.processing("Worker " + worker.id() + " is processing " + worker.id() + "-0-0. ");
      }
    }
    Gathering gathering =
        new Gathering(
            (answers, timedOut) -> {
              reply.ok(
                  "Successfully closed "
                      + answers.ok()
                      + " workers, "
                      + answers.errors()
                      + " errors, stopping the main process...");
              main.loop().execute(end);
            });
    gathering.scatter(0, main.workers().running(), request);
    gathering.seal(main.loop(), main.options().workerTimeout());
  }
}
