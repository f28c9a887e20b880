package io.sozu.pki.internal;

import io.sozu.pki.internal.plan.Ledger;
import io.sozu.pki.internal.plan.Owned;
import io.sozu.pki.internal.plan.Slot;
import java.util.Collection;
import java.util.List;

/** A book that is gone when we are. */
final class Forgetful implements Ledger.Book {
  @Override
  public Collection<Owned> open() {
    return List.of();
  }

  @Override
  public void write(Owned owned) {}

  @Override
  public void strike(Slot slot) {}

  @Override
  public void flush() {}

  @Override
  public String trouble() {
    return "";
  }
}
