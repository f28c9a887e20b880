package io.sozu.client.internal.session;

import io.sozu.client.OutcomeUnknown;
import io.sozu.client.ProtocolViolation;
import io.sozu.client.SozuException;
import io.sozu.client.Unreachable;
import io.sozu.client.internal.loop.Loop;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import io.sozu.protocol.frame.FrameException;
import io.sozu.protocol.frame.FrameReader;
import io.sozu.protocol.frame.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/**
 * One connection with at most one call on it: of several requests that Sōzu finds buffered it
 * answers the last and drops the others without a word (Sōzu 2.3.3).
 *
 * <p>A caller that moves it IDLE → WRITING owns it until READING: it encodes the frame into {@link
 * #out} and writes on its own thread. Reading is always registered with the loop, so an answer
 * needs no wakeup; a caller that waits may read too ({@link #readFor}). Everything else happens on
 * the loop thread.
 */
public final class Session {
  /** IDLE → WRITING → READING → IDLE, any → CLOSED. */
  private enum State {
    IDLE,
    WRITING,
    READING,
    CLOSED
  }

  /** Whose session it is. */
  public interface Owner {
    /** A PROCESSING answer came. On the thread that read it. */
    void processing(Session session, Call call);

    /**
     * The final answer came; the session is still READING and belongs to the owner, who passes it
     * on or idles it. On the thread that read it.
     */
    void answered(Session session, Call call, Response answer);

    /**
     * A call could not be sent, nothing of it was; the session is still its taker's. On the taker's
     * thread.
     */
    void unsent(Session session, Call call, SozuException reason);

    /**
     * The connection is gone; {@code call} is what was on it, with the reason that is true of it.
     * On the loop thread.
     */
    void gone(Session session, @Nullable Call call, SozuException reason);
  }

  private static final int ORDINARY_OUT = 16 * 1024;
  private static final byte[] ZEROS = new byte[4 * 1024];

  /** Whoever lets a connection live so long has not merely accepted it. */
  private static final long PROOF_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How often the loop lets a caller go first that waits for the same answer. */
  private static final int COURTESY = 20;

  private final Loop loop;
  private final Owner owner;
  private final AFUNIXSocketChannel channel;
  private final OwnReading ownReading;

  /** Held while reading, decoding and passing on: answers are told in their order. */
  private final ReentrantLock reading = new ReentrantLock();

  /** Guarded by {@link #reading}. */
  private final FrameReader<Response> frames;

  private final long generation;
  private final AtomicReference<State> state = new AtomicReference<>(State.WRITING);

  /**
   * Direct, because junixsocket keeps heap buffers in a ThreadLocal of the writer. Owned by whoever
   * is WRITING.
   */
  private ByteBuffer out;

  /** Whether {@link #out} has a private key in it. Written before the call that it is about. */
  private boolean secret;

  /** Whose bytes in {@link #out} a thread passes to the system: they must not change meanwhile. */
  private final AtomicReference<@Nullable Call> passing = new AtomicReference<>();

  private final IntFunction<ByteBuffer> memory;

  private final long bornAt = Loop.now();

  /** Whether anything was answered on it. */
  private volatile boolean answered;

  /** Whether the other side is why it ended; on the loop thread. */
  private boolean endedByPeer;

  private @Nullable SelectionKey key;

  /** What a large request left unwritten; on the loop thread. */
  private @Nullable ByteBuffer rest;

  /** Written by the owner of WRITING before the request is, read by the loop. */
  private final AtomicReference<@Nullable Call> call = new AtomicReference<>();

  /**
   * A session is born WRITING, owned by the loop, which passes or idles it once it is {@link
   * #watch}ed.
   */
  public Session(
      Loop loop, Owner owner, AFUNIXSocketChannel channel, int maxFrame, long generation) {
    this(loop, owner, channel, maxFrame, generation, ByteBuffer::allocateDirect);
  }

  /**
   * @param memory gives direct buffers; fails when there is no memory for one
   */
  Session(
      Loop loop,
      Owner owner,
      AFUNIXSocketChannel channel,
      int maxFrame,
      long generation,
      IntFunction<ByteBuffer> memory) {
    this.loop = loop;
    this.owner = owner;
    this.channel = channel;
    this.memory = memory;
    this.out = memory.apply(ORDINARY_OUT);
    this.ownReading = new OwnReading(channel);
    this.frames =
        new FrameReader<>(
            Response.parser(), answer -> answer.hasStatus() && answer.hasMessage(), maxFrame);
    this.generation = generation;
  }

  /** Begins to read, for as long as it lives. On the loop thread. */
  public void watch() throws IOException {
    key = loop.register(channel, SelectionKey.OP_READ, this::ready);
  }

  /** Which Sōzu it is connected to. */
  public long generation() {
    return generation;
  }

  /** Whether somebody at the other side serves it, as an answer or some time proves. */
  public boolean proven(long now) {
    return answered || now - bornAt >= PROOF_NANOS;
  }

  /** Whether it is of no more use. From any thread. */
  public boolean closed() {
    return state.get() == State.CLOSED;
  }

  /** Whether the other side ended it. On the loop thread, once it is gone. */
  public boolean endedByPeer() {
    return endedByPeer;
  }

  /** The call on it, if any. */
  public @Nullable Call call() {
    return call.get();
  }

  /**
   * Takes it if it is idle: the caller then owns it and must {@link #start} a call or {@link #idle}
   * it.
   */
  public boolean take() {
    return state.compareAndSet(State.IDLE, State.WRITING);
  }

  /** Lets anybody take it. By its owner, while WRITING or READING without a call. */
  public void idle() {
    state.updateAndGet(s -> s == State.CLOSED ? s : State.IDLE);
  }

  /** Keeps it for its owner to start the next call on, after an answer. By whoever read that. */
  public void keep() {
    state.compareAndSet(State.READING, State.WRITING);
  }

  /**
   * Sends a call on a session that the caller owns.
   *
   * @return false if the call has ended, meanwhile or because it cannot be sent; the session is
   *     still the caller's then
   */
  public boolean start(Call next) {
    if (!next.claim()) {
      return false;
    }
    try {
      encode(next);
    } catch (RuntimeException | OutOfMemoryError e) {
      forgetSecret();
      owner.unsent(this, next, new Unreachable("the request could not be written: " + e, e));
      return false;
    }
    ByteBuffer frame = out.duplicate().flip();
    call.set(next);
    // READING before the write: the answer may be there before write returns. The duplicate belongs
    // to this write alone.
    passing.set(next);
    if (!state.compareAndSet(State.WRITING, State.READING)) {
      passed(next);
      // Closed meanwhile: whoever gets the call off the session tells the owner.
      if (call.compareAndSet(next, null)) {
        Unreachable closed = new Unreachable("the connection to Sōzu was closed");
        loop.execute(() -> owner.gone(this, next, closed));
      }
      return true;
    }
    try {
      channel.write(frame);
    } catch (IOException e) {
      loop.execute(() -> brokenWrite(next, frame, e));
      return true;
    } finally {
      passed(next);
    }
    if (frame.hasRemaining()) {
      loop.execute(() -> writeLater(next, frame));
    }
    loop.dueBy(next.due());
    return true;
  }

  private void encode(Call next) {
    int size = (int) Frames.size(next.request());
    if (size > out.capacity()) {
      out = memory.apply(size);
    } else if (size <= ORDINARY_OUT && out.capacity() > ORDINARY_OUT) {
      out = memory.apply(ORDINARY_OUT);
    }
    out.clear();
    secret = next.request().hasAddCertificate() || next.request().hasReplaceCertificate();
    Frames.encode(next.request(), out);
  }

  /** Whoever comes second, this or {@link #close}, forgets what nobody will answer. */
  private void passed(Call written) {
    if (passing.compareAndSet(written, null) && closed()) {
      forgetSecret();
    }
  }

  /** Leaves no private key in memory; whoever has the answer owns the buffer. */
  private void forgetSecret() {
    if (secret) {
      secret = false;
      ByteBuffer all = out.duplicate().clear();
      while (all.hasRemaining()) {
        all.put(ZEROS, 0, Math.min(ZEROS.length, all.remaining()));
      }
    }
  }

  private void writeLater(Call written, ByteBuffer remaining) {
    SelectionKey k = key;
    if (call.get() != written || k == null || !k.isValid()) {
      return;
    }
    rest = remaining;
    k.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
  }

  private void brokenWrite(Call written, ByteBuffer frame, IOException cause) {
    if (call.get() != written) {
      return;
    }
    // An interrupt ends a channel even when the write was complete.
    endedByPeer = !(cause instanceof ClosedByInterruptException);
    if (frame.hasRemaining()) {
      // A frame that is not whole is never applied, so the call is as good as unsent.
      close(unreachable(cause));
    } else {
      close(new OutcomeUnknown("the connection ended after the request was written", cause));
    }
  }

  private void ready(SelectionKey ready) {
    try {
      // junixsocket 2.11.1 cancels the key of a channel whose peer hung up, and tells that once.
      // Pinned by ReconnectContract.
      boolean hungUp = !ready.isValid();
      if (!hungUp && ready.isWritable()) {
        writeRest(ready);
      }
      if (hungUp || ready.isReadable()) {
        letCallerGoFirst();
        read(hungUp);
        ownReading.wake();
      }
    } catch (FrameException e) {
      garbled(e);
    } catch (IOException e) {
      lost(unreachable(e));
    }
  }

  /**
   * A caller at the socket is woken by the same bytes as the loop: whoever comes second has nothing
   * to do. Only time depends on this.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  private void letCallerGoFirst() {
    long visit = ownReading.visit();
    for (int i = 0; i < COURTESY && ownReading.atSocket() && ownReading.visit() == visit; i++) {
      Thread.yield();
    }
  }

  private void writeRest(SelectionKey writable) throws IOException {
    ByteBuffer remaining = rest;
    if (remaining != null) {
      channel.write(remaining);
      if (remaining.hasRemaining()) {
        return;
      }
      rest = null;
    }
    writable.interestOps(SelectionKey.OP_READ);
  }

  /**
   * Reads on the thread of a caller that waits for the answer to its call, until that has come or
   * something happens that is the loop's. Returns at once when another caller waits here.
   *
   * @param most how long to wait, in nanoseconds
   */
  void readFor(Call mine, long most) {
    if (!ownReading.enter()) {
      return;
    }
    long begin = System.nanoTime();
    try {
      while (!mine.isDone()
          // An interrupted thread cannot wait at a socket.
          && !Thread.currentThread().isInterrupted()
          && System.nanoTime() - begin < most
          && ownReading.approach()) {
        boolean waits = call.get() == mine;
        try {
          if (waits) {
            ownReading.await(most - (System.nanoTime() - begin));
          }
        } finally {
          ownReading.turnAway();
        }
        if (!waits) {
          return;
        }
        read(false);
      }
    } catch (FrameException e) {
      loop.execute(() -> garbled(e));
    } catch (IOException e) {
      loop.execute(() -> lost(unreachable(e)));
    } finally {
      ownReading.leave();
    }
  }

  /**
   * Reads what has come.
   *
   * @param toTheEnd nothing more will tell of this channel: its last answers are read, then it ends
   */
  private void read(boolean toTheEnd) throws IOException, FrameException {
    reading.lock();
    try {
      boolean more = true;
      while (more && state.get() != State.CLOSED) {
        ByteBuffer space = frames.space();
        int count = channel.read(space);
        if (count < 0 || (count == 0 && toTheEnd)) {
          loop.run(() -> lost(new Unreachable("Sōzu closed the connection")));
          return;
        }
        more = toTheEnd || !space.hasRemaining();
        for (Response answer = next(); answer != null; answer = next()) {
          onAnswer(answer);
        }
      }
    } finally {
      reading.unlock();
    }
  }

  private @Nullable Response next() throws FrameException {
    Call current = call.get();
    if (current != null && frames.holdsLarge()) {
      current.arrived();
    }
    return frames.next();
  }

  private void onAnswer(Response answer) {
    Call current = call.get();
    if (!answered) {
      answered = true;
    }
    if (current == null) {
      String message = answer.getMessage();
      loop.run(() -> close(new ProtocolViolation("Sōzu sent an answer to no request: " + message)));
    } else if (answer.getStatus() == ResponseStatus.PROCESSING) {
      owner.processing(this, current);
      current.heard(answer);
    } else {
      forgetSecret();
      call.set(null);
      owner.answered(this, current, answer);
    }
  }

  private void garbled(FrameException cause) {
    endedByPeer = true;
    close(new ProtocolViolation("Sōzu sent what is no answer: " + cause.getMessage(), cause));
  }

  private static Unreachable unreachable(IOException cause) {
    return new Unreachable("the connection to Sōzu broke: " + cause.getMessage(), cause);
  }

  /** The connection ended: what was wholly written may have been applied. */
  private void lost(Unreachable reason) {
    endedByPeer = true;
    boolean written = call.get() != null && rest == null;
    close(written ? new OutcomeUnknown("no final answer: " + reason.getMessage(), reason) : reason);
  }

  /**
   * Ends it; the call on it, if any, ends with {@code reason}. On the loop thread; again does
   * nothing.
   */
  public void close(SozuException reason) {
    loop.assertInside();
    if (state.getAndSet(State.CLOSED) == State.CLOSED) {
      return;
    }
    ownReading.close();
    // Not while a caller reads: the number of a closed socket may be another's in a moment.
    reading.lock();
    try {
      channel.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    } finally {
      reading.unlock();
    }
    rest = null;
    if (passing.get() == null) {
      forgetSecret();
    }
    owner.gone(this, call.getAndSet(null), reason);
  }
}
