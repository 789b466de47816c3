# An API that wants a token; to be sourced after measuring.sh. Sets $api, its URL, and $configuration, the agent's.
fakes=$root/testkit/target/classes
[ -d "$fakes" ] || { echo "no $fakes: build it" >&2; exit 2; }
umask 077 # configurations have a secret
mkfifo "$work/api-end"

# start_api <program> <configuration to write> [class path]: sets $address. It ends with this script.
start_api() {
  local said=$2.address server
  "${javas[0]}" -cp "$fakes:$root/spi/target/classes${3:+:$3}" "$1" "$2" \
    < "$work/api-end" > "$said" 9>&- &
  server=$!
  [ -e /dev/fd/9 ] || exec 9> "$work/api-end"
  until address=$(cat "$said") && [ -n "$address" ]; do
    kill -0 $server 2> /dev/null || exit 2
    sleep 0.2
  done
}

configuration=$work/safeconduct.properties
start_api "$root/integration-tests/quiet/ProtectedApi.java" "$configuration"
api=$address
