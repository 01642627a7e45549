#!/usr/bin/env bash
# Records layouts from real Go commands, oldest first: record.sh /usr/lib/go-1.19/bin/go … /usr/lib/go-1.27/bin/go
set -euo pipefail
here=$(dirname "$0")
mkdir -p "$here/../../../main/resources/layout" "$here/../../resources/layout"
python3 "$here/record.py" known "$@"
python3 "$here/record.py" structs "${@: -1}"
