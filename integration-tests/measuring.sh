# For the scripts that measure what the agent costs a program; to be sourced with the words [runs] [java…].
# Sets $root, $work, $runs and $javas; `compare` prints a line. Needs the packed agent.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jar=${SAFECONDUCT_AGENT_JAR:-$root/agent/target/safeconduct-agent.jar}
[ -f "$jar" ] || { echo "no $jar: build it, or name it in SAFECONDUCT_AGENT_JAR" >&2; exit 2; }
runs=${1:-15}
[ $# -gt 0 ] && shift
javas=("$@")
if [ ${#javas[@]} -eq 0 ]; then
  for home in "${JAVA_HOME_17:-}" "${JAVA_HOME_25:-}" "${JAVA_HOME:-}"; do
    [ -n "$home" ] && javas+=("$home/bin/java")
  done
  [ ${#javas[@]} -gt 0 ] || javas=(java)
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints user and system time of one run in milliseconds.
cpu() {
  local times
  times=$( { TIMEFORMAT='%3U %3S'; time env -i HOME="$work" "$@" > /dev/null 2> "$work/err"; } 2>&1 )
  [ -s "$work/err" ] && { cat "$work/err" >&2; exit 2; }
  awk '{ printf "%d\n", ($1 + $2) * 1000 }' <<< "$times"
}

median() {
  sort -n | awk '{ a[NR] = $1 } END { if (NR) print NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'
}

# compare <java> <what> <argument of the agent> <arguments of java…>
compare() {
  local java=$1 what=$2 argument=$3 without before with version
  shift 3
  set -- -XX:-UsePerfData "$@"
  cpu "$java" "$@" > /dev/null   # warms the disk cache
  : > "$work/without"; : > "$work/before"; : > "$work/with"
  # In turns, so that a busy moment of the machine meets all.
  for _ in $(seq "$runs"); do
    cpu "$java" "$@" >> "$work/without"
    [ -z "${SAFECONDUCT_AGENT_JAR_BEFORE:-}" ] \
      || cpu "$java" "-javaagent:$SAFECONDUCT_AGENT_JAR_BEFORE=$argument" "$@" >> "$work/before"
    cpu "$java" "-javaagent:$jar=$argument" "$@" >> "$work/with"
  done
  without=$(median < "$work/without")
  before=$(median < "$work/before")
  with=$(median < "$work/with")
  version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.version = //p')
  echo "Java $version, $what: without $without ms, with $with ms, added $(added "$with" "$without") ms CPU" \
    "${before:+(before: $(added "$before" "$without") ms) }(median of $runs)"
}

added() {
  awk "BEGIN { print $1 - $2 }"
}
