//go:build go1.21

package main

import "maps"

var (
	clearU64 = func(m map[uint64]uint64) { clear(m) }
	clearU32 = func(m map[uint32]uint64) { clear(m) }
	clearStr = func(m map[string]uint64) { clear(m) }
	clearA3  = func(m map[[3]uint64]uint64) { clear(m) }
	clearF64 = func(m map[float64]uint64) { clear(m) }
	clearPtr = func(m map[*byte]uint64) { clear(m) }
	cloneU64 = maps.Clone[map[uint64]uint64]
	cloneU32 = maps.Clone[map[uint32]uint64]
	cloneStr = maps.Clone[map[string]uint64]
	cloneA3  = maps.Clone[map[[3]uint64]uint64]
	cloneF64 = maps.Clone[map[float64]uint64]
	clonePtr = maps.Clone[map[*byte]uint64]
)
