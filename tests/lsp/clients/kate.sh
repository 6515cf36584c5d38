# Drives the language server from Kate, without a screen, on a copy of the demo project: the page's settings
# start it, and it tells Kate what it finds in the open file, and that this is gone when another file is written by
# others, of which Kate tells nothing. What it says comes through a pipe, which is waited for; Kate is ended then.
set -eu
here=$PWD
server=$(command -v async-lint)
config=$here/user/.config
mkdir -p "$config/kate/lspclient" "$here/bin" "$here/user/run"
chmod 700 "$here/user/run"
sed -n '/^```json$/,/^```$/p' "$PAGES/kate.md" | sed '1d;$d' > "$config/kate/lspclient/settings.json"
# What a user answers when Kate asks whether the server may be started.
printf '[lspclient]\nAllowedServerCommandLines=%s\n' "$here/bin/async-lint lsp" > "$config/katerc"
mkfifo said
printf '#!/bin/sh\n"%s" "$@" | tee "%s"\n' "$server" "$here/said" > bin/async-lint
chmod +x bin/async-lint

export PATH="$here/bin:$PATH" QT_QPA_PLATFORM=offscreen XDG_CONFIG_HOME="$config" XDG_RUNTIME_DIR="$here/user/run"
export XDG_DATA_HOME="$here/user/data"
# It is ended by its number; the bus, which starts nothing by itself that would stay behind, ends with it.
cat > bus.conf << 'END'
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
END
dbus-run-session --config-file=bus.conf -- sh -c 'echo $$ > kate.pid; exec kate -n -b "$0"' "$here/limit.c" > kate.log 2>&1 &
trap 'kill -KILL "$(cat kate.pid)" 2> /dev/null || true; wait' EXIT

# The answers have no line ends of their own.
timeout 240 stdbuf -o0 tr '}' '\n' < said | {
  in_file=
  while IFS= read -r part; do
    case $part in
    *publishDiagnostics*limit.c\"*'"diagnostics":[]'*) [ ! -e found ] || { touch gone; break; } ;;
    *publishDiagnostics*limit.c\"*) in_file=yes ;;
    *publishDiagnostics*) in_file= ;;
    *'"code":"blocking-call"'*) [ -z "$in_file" ] || { touch found; sed -i '/limit_wait(/d' http.c; } ;;
    esac
  done
  kill -KILL "$(cat kate.pid)" # so that the pipe ends as well
}
[ -e found ] || { echo "failed: the server has ended without the finding"; cat kate.log; exit 1; }
[ -e gone ] || { echo "failed: the finding is still there when nobody calls it"; cat kate.log; exit 1; }
echo "ok: a finding of another file comes, and goes with what others write"
