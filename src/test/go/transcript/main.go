// Records what real maps do, operation by operation, in the format that TranscriptConformanceTest plays.
//
//	go build -o record . && ./record -out DIR [-seed N] [-scenario NAME] [-kind NAME]
//
// Each toolchain records its own release (GOEXPERIMENT=noswissmap: 1.24's classic map). It writes
// DIR/{classic,swiss}/RELEASE/SCENARIO-KIND.jsonl.gz. Linux on amd64 only: it reads the maps' memory, and puts a counting
// function in the place of the map type's hash function.
package main

import (
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
)

func main() {
	out := flag.String("out", "transcripts", "folder to write to")
	seed := flag.Uint64("seed", 1, "seed of the operation lists")
	only := flag.String("scenario", "", "only this scenario")
	kind := flag.String("kind", "", "only this kind of keys")
	flag.Parse()
	names := make([]string, 0, len(scenarios))
	for name := range scenarios {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		s := scenarios[name]
		if *only != "" && *only != name || s.needs != "" && s.needs != impl {
			continue
		}
		for _, k := range strings.Fields(s.kinds) {
			make, ok := targets[k]
			if *kind != "" && *kind != k || !ok {
				continue
			}
			if err := recordOne(*out, name, s, make(), *seed); err != nil {
				fmt.Fprintln(os.Stderr, name, k, err)
				os.Exit(1)
			}
		}
	}
}
