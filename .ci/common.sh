# What ./run and ./check share; sourced with bash, from the top of the repository.

SOZU_VERSION=2.3.3
PROTOC_VERSION=4.36.2
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/sozu-connectors
CACHED_SOZU=$CACHE/sozu-$SOZU_VERSION/bin/sozu

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Prints a path that its user gave: a relative one is meant from CALLER, the folder that the script was called in.
from_caller() { case $1 in /*) say "$1" ;; *) say "${CALLER:-$PWD}/$1" ;; esac; }

# --- Java and Maven -------------------------------------------------------------------------------------------------

# Prints the feature version (17, 21, …) of the JDK in a folder, nothing if there is none.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Folders where JDKs usually are, one a line.
jdk_folders() {
  local on_path
  on_path=$(command -v javac) && dirname "$(dirname "$(readlink -f "$on_path")")"
  printf '%s\n' /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home
}

# Sets JAVA_HOME to a JDK that runs Karaf 4.4: 17 to 23.
need_jdk() {
  local folder version
  for folder in "${JAVA_HOME:-}" $(jdk_folders); do
    version=$(jdk_version "$folder")
    if [ -n "$version" ] && [ "$version" -ge 17 ] && [ "$version" -le 23 ]; then
      [ -z "${JAVA_HOME:-}" ] || [ "$JAVA_HOME" = "$folder" ] ||
        say "JAVA_HOME ($JAVA_HOME) is no JDK from 17 to 23, which Karaf needs: using $folder"
      export JAVA_HOME=$folder
      return
    fi
  done
  die "no JDK from 17 to 23 found (Karaf runs on these): install one, for example openjdk-17-jdk, or set JAVA_HOME"
}

# Prints the home of the newest JDK that is installed.
newest_jdk() {
  local folder version
  for folder in "${JAVA_HOME:-}" $(jdk_folders); do
    version=$(jdk_version "$folder")
    if [ -n "$version" ]; then printf '%s %s\n' "$version" "$(readlink -f "$folder")"; fi
  done | sort -rn | awk 'NR == 1 { sub(/^[^ ]+ /, ""); print }'
}

need_maven() {
  command -v mvn > /dev/null || die "Maven (mvn) not found: install version 3.8.7 or newer"
}

# --- Sōzu -----------------------------------------------------------------------------------------------------------

# The tests read it too, each from a folder of its own.
if [ -n "${SOZU_BIN:-}" ]; then
  SOZU_BIN=$(from_caller "$SOZU_BIN")
  export SOZU_BIN
fi

# Prints where Sōzu is, nothing if nowhere: SOZU_BIN, the PATH, the cache. A wrong SOZU_BIN ends the script only when this
# is called as an assignment of its own, binary=$(find_sozu).
find_sozu() {
  if [ -n "${SOZU_BIN:-}" ]; then
    [ -f "$SOZU_BIN" ] && [ -x "$SOZU_BIN" ] || die "SOZU_BIN=$SOZU_BIN is not an executable file"
    say "$SOZU_BIN"
  elif command -v sozu > /dev/null; then
    command -v sozu
  elif [ -x "$CACHED_SOZU" ]; then
    say "$CACHED_SOZU"
  fi
}

# Prints the version that an executable of Sōzu tells, nothing if it tells none.
sozu_version() { { "$1" --version < /dev/null 2> /dev/null || true; } | sed -n '1s/^sozu \([^ ]*\).*/\1/p'; }

# Prints the classifier of protoc's Maven artifact for this machine.
protoc_platform() {
  local system machine
  case $(uname -s) in Darwin) system=osx ;; *) system=linux ;; esac
  case $(uname -m) in aarch64 | arm64) machine=aarch_64 ;; *) machine=x86_64 ;; esac
  say "$system-$machine"
}

# Sets PROTOC to protoc from its Maven artifact, which builds of Sōzu's Rust crates need.
need_protoc() {
  PROTOC=$CACHE/protoc/protoc-$PROTOC_VERSION-$(protoc_platform).exe
  if [ ! -x "$PROTOC" ]; then
    say "Fetching protoc $PROTOC_VERSION, which the build of Sōzu's Rust crates needs"
    mvn -B -ntp -q -N org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      -Dartifact="com.google.protobuf:protoc:$PROTOC_VERSION:exe:$(protoc_platform)" -DoutputDirectory="$CACHE/protoc" ||
      die "protoc could not be fetched from Maven"
    chmod +x "$PROTOC"
  fi
}

# Sets SOZU to an executable of the version that all is tested with: what find_sozu finds, or else the cache's, which is
# built if it is not there. What SOZU_BIN names is taken whatever it is, and told. The arguments are a command that runs
# the build, none needed.
need_tested_sozu() {
  local version
  SOZU=$(find_sozu)
  version=$(sozu_version "$SOZU")
  [ "$version" != "$SOZU_VERSION" ] || return 0
  if [ -n "${SOZU_BIN:-}" ]; then
    say "SOZU_BIN names $SOZU, so Sōzu $SOZU_VERSION is not installed (the version named: ${version:-unknown})"
    return
  fi
  [ -x "$CACHED_SOZU" ] || "$@" install_sozu
  SOZU=$CACHED_SOZU
}

# Builds Sōzu into the cache, where later runs and the tests find it.
install_sozu() {
  command -v cargo > /dev/null || die "cargo not found: Rust 1.93 or newer builds Sōzu (https://rustup.rs)"
  need_protoc
  say "Building Sōzu $SOZU_VERSION with cargo into ${CACHED_SOZU%/bin/sozu}: about 7 minutes on 2 cores, once"
  PROTOC=$PROTOC cargo install sozu --locked --version "$SOZU_VERSION" --root "${CACHED_SOZU%/bin/sozu}" ||
    die "cargo could not build Sōzu; its message is above"
}
