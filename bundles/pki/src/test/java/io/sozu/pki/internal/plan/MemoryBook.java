package io.sozu.pki.internal.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A book that keeps nothing, and tells what it was told. */
public final class MemoryBook implements Ledger.Book {
  public final List<String> lines = new ArrayList<>();

  @Override
  public Collection<Owned> open() {
    return List.of();
  }

  @Override
  public void write(Owned owned) {
    lines.add((owned.retired() ? "retired " : "put ") + owned.slot().fingerprint());
  }

  @Override
  public void strike(Slot slot) {
    lines.add("strike " + slot.fingerprint());
  }

  @Override
  public void flush() {}

  @Override
  public String trouble() {
    return "";
  }
}
