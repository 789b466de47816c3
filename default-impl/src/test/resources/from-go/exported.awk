# The exported names of a Go package: types, fields of structs, functions, methods, constants and variables, each on a
# line with its kind, and constants that are texts with their values, after a tab. seed.txt was made with this, in a checkout of github.com/giantswarm/muster:
#
#   cat $(ls pkg/oauth/*.go | grep -v _test.go) | awk -f exported.awk
function text() { return match($0, /= "[^"]*"/) ? "\t" substr($0, RSTART + 3, RLENGTH - 4) : "" }
/^\/\// { next }
/^type [A-Z]/ { print "type " $2; if ($3 == "struct") struct = $2; next }
/^func \(/ { match($0, /\) [A-Za-z0-9]+/); name = substr($0, RSTART + 2, RLENGTH - 2); sub(/\*/, "", $3); sub(/\)/, "", $3)
             if (name ~ /^[A-Z]/ && $3 ~ /^[A-Z]/) print "method " $3 "." name; next }
/^func [A-Z]/ { sub(/\(.*/, "", $2); print "func " $2; next }
/^(const|var) \($/ { group = $1; next }
/^(const|var) [A-Z]/ { print $1 " " $2 text(); next }
/^[})]/ { struct = ""; group = "" }
struct != "" && /^\t[A-Z]/ { print "field " struct "." $1 }
group != "" && /^\t[A-Z]/ { print group " " $1 text() }
