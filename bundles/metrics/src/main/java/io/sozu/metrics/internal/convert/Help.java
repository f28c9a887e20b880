package io.sozu.metrics.internal.convert;

/** HELP lines: what is told, about what, and Sōzu's own name for it. */
final class Help {
  private Help() {}

  static String of(Scope scope, Kind kind, String sozuName, boolean conventional) {
    String key =
        kind == Kind.HISTOGRAM && sozuName.endsWith("_histogram")
            ? sozuName.substring(0, sozuName.length() - "_histogram".length())
            : sozuName;
    // Sōzu 2.3.3 files a backend's traffic under the name that elsewhere means the clients'.
    boolean ofBackends = scope == Scope.CLUSTER || scope == Scope.BACKEND;
    String meant = ofBackends && key.matches("bytes_(in|out)") ? "back_" + key : key;
    String meaning = Catalogue.meaning(meant);
    boolean merged =
        kind == Kind.GAUGE && conventional && (scope == Scope.PROXY || scope == Scope.CLUSTER);
    return meaning
        + "; about "
        + scope.about()
        + (merged ? ", " + Merge.of(sozuName).text() + " of the workers" : "")
        + ". Metric "
        + sozuName
        + " of Sōzu.";
  }
}
