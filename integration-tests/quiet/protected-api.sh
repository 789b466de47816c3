# An API that wants a token; to be sourced after measuring.sh. Sets $api, its URL, and $configuration, the agent's.
fakes=$root/testkit/target/classes
[ -d "$fakes" ] || { echo "no $fakes: build it" >&2; exit 2; }
configuration=$work/safeconduct.properties
umask 077 # it has a secret
mkfifo "$work/api-end"
"${javas[0]}" -cp "$fakes:$root/spi/target/classes" "$root/integration-tests/quiet/ProtectedApi.java" "$configuration" \
  < "$work/api-end" > "$work/api" &
exec 9> "$work/api-end"   # it ends with this script
server=$!
until api=$(cat "$work/api") && [ -n "$api" ]; do
  kill -0 $server 2> /dev/null || exit 2
  sleep 0.2
done
