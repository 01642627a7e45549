//go:build !go1.21

package main

// The loop is what the compiler turns into a clear, except for keys that may differ from themselves.
var (
	clearU64 = func(m map[uint64]uint64) {
		for k := range m {
			delete(m, k)
		}
	}
	clearU32 = func(m map[uint32]uint64) {
		for k := range m {
			delete(m, k)
		}
	}
	clearStr = func(m map[string]uint64) {
		for k := range m {
			delete(m, k)
		}
	}
	clearA3 = func(m map[[3]uint64]uint64) {
		for k := range m {
			delete(m, k)
		}
	}
	clearF64 func(m map[float64]uint64)
	clearPtr = func(m map[*byte]uint64) {
		for k := range m {
			delete(m, k)
		}
	}
	cloneU64 func(m map[uint64]uint64) map[uint64]uint64
	cloneU32 func(m map[uint32]uint64) map[uint32]uint64
	cloneStr func(m map[string]uint64) map[string]uint64
	cloneA3  func(m map[[3]uint64]uint64) map[[3]uint64]uint64
	cloneF64 func(m map[float64]uint64) map[float64]uint64
	clonePtr func(m map[*byte]uint64) map[*byte]uint64
)
